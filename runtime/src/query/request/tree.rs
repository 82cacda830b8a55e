//! What a request says, before anybody knows what it is about.

/// A value, or several, or several with names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Null,
    Boolean(bool),
    Integer(i64),
    /// What no `i64` holds.
    Large(u64),
    Float(f64),
    Text(String),
    List(Vec<Tree>),
    Fields(Vec<(String, Tree)>),
}

impl Tree {
    /// What it is, for messages; never its content.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Large(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Fields(_) => "an object",
        }
    }

    /// Its parts, where it is a list; in a query string they may have numbers.
    pub(super) fn parts(&self) -> Option<Vec<&Self>> {
        match self {
            Self::List(parts) => Some(parts.iter().collect()),
            Self::Fields(fields) if !fields.is_empty() && fields.iter().all(|(name, _)| is_number(name)) => {
                Some(fields.iter().map(|(_, part)| part).collect())
            }
            _ => None,
        }
    }

    /// What stands at the end of a path.
    fn at(path: &[&str], value: Self) -> Self {
        match path {
            [] => value,
            ["", rest @ ..] => Self::List(vec![Self::at(rest, value)]),
            [name, rest @ ..] => Self::Fields(vec![((*name).to_owned(), Self::at(rest, value))]),
        }
    }

    /// Both: objects by their fields, all else as a list.
    fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Fields(fields), Self::Fields(others)) => {
                for (name, value) in others {
                    insert(fields, &name, value);
                }
            }
            (Self::List(values), Self::List(others)) => values.extend(others),
            (Self::List(values), other) => values.push(other),
            (_, other) => {
                let first = std::mem::replace(self, Self::Null);
                *self = Self::List(vec![first, other]);
            }
        }
    }
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Adds a value under a name, to what is there already.
pub(super) fn insert(fields: &mut Vec<(String, Tree)>, name: &str, value: Tree) {
    match fields.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => known.join(value),
        None => fields.push((name.to_owned(), value)),
    }
}

/// Adds a value under a key, which may be a path: `or[0][year][ge]`.
pub(super) fn insert_at(fields: &mut Vec<(String, Tree)>, key: &str, value: Tree) {
    let path = path(key);
    insert(fields, path[0], Tree::at(&path[1..], value));
}

/// `or[0][year][ge]` → `or`, `0`, `year`, `ge`. A key whose brackets do not match is a name as it is.
pub(super) fn path(key: &str) -> Vec<&str> {
    let split = || {
        let (name, rest) = key.split_once('[')?;
        let inner = rest.strip_suffix(']')?;
        let mut path = vec![name];
        path.extend(inner.split("]["));
        let plain = path.iter().all(|part| !part.contains(['[', ']']));
        (plain && !name.is_empty()).then_some(path)
    };
    split().unwrap_or_else(|| vec![key])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_paths() {
        for (key, expected) in [
            ("title", &["title"][..]),
            ("title[contains]", &["title", "contains"]),
            ("or[0][year][ge]", &["or", "0", "year", "ge"]),
            ("tags[]", &["tags", ""]),
            ("a[b", &["a[b"]),
            ("a]b", &["a]b"]),
            ("a[b]c", &["a[b]c"]),
            ("a[[b]]", &["a[[b]]"]),
            ("[a]", &["[a]"]),
            ("", &[""]),
        ] {
            assert_eq!(path(key), expected, "{key}");
        }
    }

    #[test]
    fn keys_that_come_again_are_joined() {
        let mut fields = Vec::new();
        for (key, value) in [
            ("year[ge]", 1),
            ("year[lt]", 2),
            ("tag", 3),
            ("tag", 4),
            ("id[]", 5),
            ("id[]", 6),
            ("or[0][a]", 7),
            ("or[0][b]", 8),
            ("or[1][a]", 9),
        ] {
            insert_at(&mut fields, key, Tree::Integer(value));
        }
        let list = |values: &[i64]| Tree::List(values.iter().copied().map(Tree::Integer).collect());
        let object = |fields: &[(&str, Tree)]| {
            Tree::Fields(
                fields
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()))
                    .collect(),
            )
        };
        let first = object(&[("a", Tree::Integer(7)), ("b", Tree::Integer(8))]);
        let or = object(&[("0", first.clone()), ("1", object(&[("a", Tree::Integer(9))]))]);
        assert_eq!(or.parts().expect("a list")[0], &first);
        let expected = object(&[
            ("year", object(&[("ge", Tree::Integer(1)), ("lt", Tree::Integer(2))])),
            ("tag", list(&[3, 4])),
            ("id", list(&[5, 6])),
            ("or", or),
        ]);
        assert_eq!(Tree::Fields(fields), expected);
    }
}
