//! Twenty migrators at once, each a process of its own.

use codegen::dialect::DialectName;

use super::history::{filled, in_peace, migrator, project, same, succeeds};

const USERS: usize = 60;

#[test]
fn one_of_twenty_processes_works_and_the_others_agree() {
    let project = project();
    for dialect in DialectName::ALL {
        let live = filled(&project, dialect, USERS);
        let children: Vec<_> = (0..20)
            .map(|_| migrator(&project, &live).spawn().expect("the process starts"))
            .collect();
        let applied = children
            .into_iter()
            .map(|child| succeeds(child)["migrations"].as_array().map_or(0, Vec::len));
        assert_eq!(applied.sum::<usize>(), 9, "each migration is applied by one of them");
        same(&live, &in_peace(&project, dialect, USERS));
    }
}
