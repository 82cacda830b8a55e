//! Reading: from any format of serde, and from a query string. What is read is bounded here, so that a request costs neither
//! stack nor more memory than its text; what it may ask for is the business of the list that it is held to.

use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::RequestFilter;
use super::tree::{Tree, insert_at, path};
use crate::error::{Error, Result};

/// How deep a request may be nested at all.
const DEPTH: usize = 32;
/// How many values, lists and objects it may have at all.
const PARTS: usize = 2_000;

const TOO_DEEP: &str = "a filter is nested too deep";
const TOO_MANY: &str = "a filter has too many parts";

pub(super) fn from_query(query: &str) -> Result<RequestFilter> {
    let refused = |reason: &str| Error::InvalidRequest {
        place: "filter".to_owned(),
        reason: format!("cannot be read: {reason}"),
    };
    let mut fields = Vec::new();
    for (number, (key, value)) in url::form_urlencoded::parse(query.as_bytes()).enumerate() {
        if number >= PARTS {
            return Err(refused(TOO_MANY));
        }
        if path(&key).len() > DEPTH {
            return Err(refused(TOO_DEEP));
        }
        insert_at(&mut fields, &key, Tree::Text(value.into_owned()));
    }
    Ok(RequestFilter { fields })
}

impl<'de> Deserialize<'de> for RequestFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Cell::new(0);
        // A map even where the format does not say what it holds.
        let tree = deserializer.deserialize_map(Part {
            depth: 0,
            parts: &parts,
        })?;
        match tree {
            Tree::Fields(fields) => Ok(Self { fields }),
            Tree::Null => Ok(Self::default()),
            other => Err(D::Error::custom(format_args!(
                "a filter is an object of fields, not {}",
                other.kind()
            ))),
        }
    }
}

/// A part of a filter, so deep within it, with how many parts there are already.
#[derive(Clone, Copy)]
struct Part<'p> {
    depth: usize,
    parts: &'p Cell<usize>,
}

impl Part<'_> {
    /// One more, so many levels down.
    fn down<E: serde::de::Error>(self, levels: usize) -> Result<Self, E> {
        let (depth, parts) = (self.depth + levels, self.parts.get() + 1);
        self.parts.set(parts);
        if depth > DEPTH {
            return Err(E::custom(TOO_DEEP));
        }
        if parts > PARTS {
            return Err(E::custom(TOO_MANY));
        }
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.depth == 0 {
            "a filter: an object of fields"
        } else {
            "a value, a list or an object"
        })
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or(Tree::Large(value), Tree::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(self.down(1)?)? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self.down(path(&key).len())?)?;
            insert_at(&mut fields, &key, value);
        }
        Ok(Tree::Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> std::result::Result<RequestFilter, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn json_and_query_strings_say_the_same() {
        let from_json = json(
            r#"{"title": {"contains": "c++ & co"}, "or": {"0": {"year": "1"}, "1": {"year": "2"}}, "tag": ["a", "b"]}"#,
        );
        let from_query =
            RequestFilter::from_query("title[contains]=c%2B%2B+%26+co&or[0][year]=1&or[1][year]=2&tag=a&tag=b");
        assert_eq!(from_json.expect("reads"), from_query.expect("reads"));
        let flat = json(
            r#"{"title[contains]": "c++ & co", "or[0][year]": "1", "or[1][year]": "2", "tag[]": "a", "tag": "b"}"#,
        );
        let nested =
            RequestFilter::from_query("title[contains]=c%2B%2B+%26+co&or[0][year]=1&or[1][year]=2&tag[]=a&tag[]=b");
        assert_eq!(flat.expect("reads"), nested.expect("reads"));
        assert!(json("{}").expect("reads").is_empty());
        assert!(RequestFilter::from_query("").expect("reads").is_empty());
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        let deep = |levels: usize| format!("{}1{}", r#"{"not":"#.repeat(levels), "}".repeat(levels));
        assert!(json(&deep(DEPTH)).is_ok());
        assert!(json(&deep(DEPTH + 1)).expect_err("too deep").contains(TOO_DEEP));
        let deep_key = |levels: usize| format!("a{}=1", "[not]".repeat(levels));
        assert!(RequestFilter::from_query(&deep_key(DEPTH - 1)).is_ok());
        assert!(RequestFilter::from_query(&deep_key(DEPTH)).is_err());
        let key = format!(r#"{{"a{}": 1}}"#, "[not]".repeat(DEPTH));
        assert!(json(&key).expect_err("too deep").contains(TOO_DEEP));
        let wide = |parts: usize| format!(r#"{{"id": [{}1]}}"#, "1,".repeat(parts));
        assert!(json(&wide(PARTS - 3)).is_ok());
        assert!(json(&wide(PARTS)).expect_err("too many").contains(TOO_MANY));
        assert!(RequestFilter::from_query(&"a=1&".repeat(PARTS)).is_ok());
        assert!(RequestFilter::from_query(&"a=1&".repeat(PARTS + 1)).is_err());
        for wrong in ["[]", "1", r#""title""#, "null", "{"] {
            json(wrong).expect_err(wrong);
        }
    }
}
