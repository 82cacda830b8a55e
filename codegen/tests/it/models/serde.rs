//! Which serde traits models and their enums derive.

use super::models;

fn of(setting: &str, table: &str) -> (String, String) {
    let schema = format!(
        "[database]\nname = \"shop\"\ndialects = [\"sqlite\"]\n[generate]\nserde = \"{setting}\"\n\
         [enum.mood]\nvalues = [\"good\", \"bad\"]\n[table.day]\n{table}\n[table.day.columns]\n\
         id = {{ type = \"bigint\", identity = true, primary_key = true }}\nmood = \"mood\"\n\
         note = {{ type = \"text\", secret = true }}\n"
    );
    let files = models(&[("schema.toml", &schema)]);
    let text = |name: &str| {
        let found = files.iter().find(|file| file.path.ends_with(name));
        found.expect("the file is there").contents.clone()
    };
    (text("day.rs"), text("enums.rs"))
}

#[test]
fn enums_derive_what_the_models_that_have_them_do() {
    let derives = |text: &str| (text.contains("::Serialize"), text.contains("serde::Deserialize"));
    let none = of("none", "");
    assert_eq!((derives(&none.0), derives(&none.1)), ((false, false), (false, false)));
    assert!(!none.0.contains("#[serde") && !none.1.contains("#[serde"));
    let one = of("none", "serde = \"serialize\"");
    assert_eq!((derives(&one.0), derives(&one.1)), ((true, false), (true, false)));
    let both = of("serialize", "serde = \"both\"");
    assert_eq!((derives(&both.0), derives(&both.1)), ((true, true), (true, true)));
    let less = of("both", "serde = \"none\"");
    assert_eq!((derives(&less.0), derives(&less.1)), ((false, false), (true, true)));
}

#[test]
fn secrets_are_not_written() {
    // `tablesmith::Serialize` knows it from `#[dao(secret)]`.
    for (setting, skipped) in [("none", false), ("serialize", false), ("both", true)] {
        let (model, _) = of(setting, "");
        assert_eq!(model.contains("#[serde(skip_serializing)]"), skipped, "{setting}");
        assert!(
            !model.contains("Debug") && model.contains("#[new(secret)]"),
            "{setting}"
        );
    }
}
