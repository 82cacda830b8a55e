//! English nouns in the singular and in the plural, for the names of relations.
//!
//! By rule, and the few irregular nouns that tables are named after: a name that comes out odd is a name all the same, and
//! the author can say another.

/// Singular and plural of what follows no rule.
const IRREGULAR: [(&str, &str); 8] = [
    ("child", "children"),
    ("person", "people"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("index", "indices"),
    ("criterion", "criteria"),
    ("medium", "media"),
];

/// What is the same for one and for many, or has no plural.
const UNCOUNTED: [&str; 14] = [
    "data",
    "equipment",
    "feedback",
    "history",
    "information",
    "inventory",
    "metadata",
    "money",
    "news",
    "series",
    "species",
    "staff",
    "status",
    "stock",
];

/// Words in `s` that mean one.
const ONE_IN_S: [&str; 4] = ["ss", "us", "is", "as"];

/// The last word of a name in the plural: `video_summary` to `video_summaries`; a plural stays one.
pub(super) fn plural(name: &str) -> String {
    let (head, word) = last_word(name);
    let word = if is_plural(word) {
        word.to_owned()
    } else if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        (*plural).to_owned()
    } else if let Some(stem) = word
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))
    {
        format!("{stem}ies")
    } else if let Some(stem) = word.strip_suffix("sis") {
        format!("{stem}ses")
    } else if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") {
        format!("{word}es")
    } else {
        format!("{word}s")
    };
    format!("{head}{word}")
}

/// The last word of a name in the singular: `video_summaries` to `video_summary`; a singular stays one.
pub(super) fn singular(name: &str) -> String {
    let (head, word) = last_word(name);
    let word = if !is_plural(word) || UNCOUNTED.contains(&word) {
        word.to_owned()
    } else if let Some((singular, _)) = IRREGULAR.iter().find(|(_, plural)| *plural == word) {
        (*singular).to_owned()
    } else if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        format!("{stem}y")
    } else {
        let in_es = ["sses", "shes", "ches", "xes", "zzes", "tuses"];
        let cut = if in_es.iter().any(|end| word.ends_with(end)) {
            2
        } else {
            1
        };
        word[..word.len() - cut].to_owned()
    };
    format!("{head}{word}")
}

fn is_plural(word: &str) -> bool {
    UNCOUNTED.contains(&word)
        || IRREGULAR.iter().any(|(_, plural)| *plural == word)
        || word.ends_with('s') && word.len() > 2 && !ONE_IN_S.iter().any(|end| word.ends_with(end))
}

fn last_word(name: &str) -> (&str, &str) {
    name.rfind('_').map_or(("", name), |at| name.split_at(at + 1))
}

#[cfg(test)]
mod tests {
    use super::{plural, singular};

    #[test]
    fn one_and_many() {
        for (one, many) in [
            ("user", "users"),
            ("video_summary", "video_summaries"),
            ("day", "days"),
            ("box", "boxes"),
            ("address", "addresses"),
            ("branch", "branches"),
            ("analysis", "analyses"),
            ("parent_category", "parent_categories"),
            ("child", "children"),
            ("user_data", "user_data"),
        ] {
            assert_eq!(plural(one), many);
            assert_eq!(plural(many), many);
        }
        for (many, one) in [
            ("users", "user"),
            ("categories", "category"),
            ("boxes", "box"),
            ("houses", "house"),
            ("statuses", "status"),
            ("addresses", "address"),
            ("people", "person"),
            ("order_status", "order_status"),
            ("series", "series"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
