//! `DIRECT_URL`: where commands reach the database that the application reaches by `DATABASE_URL`.

use crate::command::Project;

const SCHEMA: &str = r#"
[database]
name = "tags"
dialects = ["sqlite"]
default_url = "sqlite:default.db"

[env.production]
url = "env:DATABASE_URL"

[table.tag.columns]
id = { type = "text", primary_key = true }
"#;

#[test]
fn it_stands_in_for_database_url() {
    for (variables, arguments, expected) in [
        (
            "DATABASE_URL=sqlite:app.db\nDIRECT_URL=sqlite:direct.db\n",
            [].as_slice(),
            "direct.db",
        ),
        (
            "DATABASE_URL=sqlite:app.db\nDIRECT_URL=sqlite:direct.db\n",
            &["--env", "production"],
            "direct.db",
        ),
        (
            "DATABASE_URL=sqlite:app.db\nDIRECT_URL=sqlite:direct.db\n",
            &["--url", "sqlite:said.db"],
            "said.db",
        ),
        ("DATABASE_URL=sqlite:app.db\n", &[], "app.db"),
        ("DIRECT_URL=sqlite:direct.db\n", &[], "default.db"),
    ] {
        let project = Project::new(SCHEMA);
        project.run(&["generate"]).expect(0);
        project.write(".env", variables);
        project
            .run(&[["migrate", "up"].as_slice(), arguments].concat())
            .expect(0);
        for name in ["app.db", "direct.db", "said.db", "default.db"] {
            assert_eq!(
                project.path().join(name).exists(),
                name == expected,
                "{variables} {arguments:?}: {name}"
            );
        }
    }
}
