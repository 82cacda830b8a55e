//! The models of the demo schema.

use std::path::Path;

use super::{assert_formatted, of, shown};

#[test]
fn of_the_demo() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.toml");
    let schema = codegen::schema::load(&path).schema.expect("the demo schema is right");
    let files = of(&schema);
    assert_formatted(&files);
    insta::assert_snapshot!(shown(&files));
}
