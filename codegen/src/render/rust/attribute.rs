//! Attributes, laid out as rustfmt lays them out, so that `cargo fmt` changes nothing.
//!
//! rustfmt (1.9, default configuration) breaks the arguments of an attribute where they are longer than
//! `attr_fn_like_width` (70) or the line than `max_width` (100): one argument to a line, except that a list that is the
//! only argument stays with its parenthesis. What it cannot read as a list of names and literals it leaves alone.

/// rustfmt's `max_width`.
pub(super) const MAX_WIDTH: usize = 100;
/// rustfmt's `attr_fn_like_width`.
const ARGUMENTS_WIDTH: usize = 70;
const INDENT: usize = 4;

/// A part of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meta {
    /// `default`, `name = "…"`, `"text"`: what stays on a line.
    Text(String),
    /// What rustfmt does not read, as `owner = super::User`: then it leaves the whole attribute alone.
    Opaque(String),
    /// `columns(a, b)`.
    List(&'static str, Vec<Meta>),
}

impl Meta {
    pub(super) fn word(word: &str) -> Self {
        Self::Text(word.to_owned())
    }

    /// `key = "text"`.
    pub(super) fn pair(key: &str, text: &str) -> Self {
        Self::Text(format!("{key} = {}", literal(text)))
    }

    /// `"text"`.
    pub(super) fn literal(text: &str) -> Self {
        Self::Text(literal(text))
    }

    fn is_opaque(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Opaque(_) => true,
            Self::List(_, items) => items.iter().any(Self::is_opaque),
        }
    }

    /// On one line.
    fn flat(&self) -> String {
        match self {
            Self::Text(text) | Self::Opaque(text) => text.clone(),
            Self::List(name, items) => format!("{name}({})", flat(items)),
        }
    }

    /// From a column on; `after` is how many characters follow on its last line.
    fn lay(&self, indent: usize, column: usize, after: usize) -> String {
        let Self::List(name, items) = self else {
            return self.flat();
        };
        let start = column + width(name) + 1;
        if let [only @ Self::List(..)] = items.as_slice() {
            return format!("{name}({})", only.lay(indent, start, after + 1));
        }
        let flat = flat(items);
        if width(&flat) <= ARGUMENTS_WIDTH && start + width(&flat) + 1 + after <= MAX_WIDTH {
            return format!("{name}({flat})");
        }
        let inner = indent + INDENT;
        let lines: Vec<String> = items
            .iter()
            .map(|item| format!("{}{}", " ".repeat(inner), item.lay(inner, inner, 1)))
            .collect();
        format!("{name}(\n{}\n{})", lines.join(",\n"), " ".repeat(indent))
    }
}

/// `#[dao(…)]`, its first line without the indent.
pub(super) fn attribute(meta: &Meta, indent: usize) -> String {
    if meta.is_opaque() {
        return format!("#[{}]", meta.flat());
    }
    format!("#[{}]", meta.lay(indent, indent + 2, 1))
}

/// `#[derive(…)]`: on a line of their own, or each on one, where they do not fit.
pub(super) fn derives(paths: &[&str]) -> String {
    let flat = format!("#[derive({})]", paths.join(", "));
    if width(&flat) <= MAX_WIDTH {
        return flat;
    }
    let below = format!("    {},", paths.join(", "));
    if width(&below) <= MAX_WIDTH {
        return format!("#[derive(\n{below}\n)]");
    }
    let lines: Vec<String> = paths.iter().map(|path| format!("    {path},\n")).collect();
    format!("#[derive(\n{})]", lines.concat())
}

fn flat(items: &[Meta]) -> String {
    let items: Vec<String> = items.iter().map(Meta::flat).collect();
    items.join(", ")
}

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, columns: &[&str]) -> Meta {
        let columns = columns.iter().map(|column| Meta::word(column)).collect();
        Meta::List(
            "dao",
            vec![Meta::List(
                "primary_key",
                vec![Meta::pair("name", name), Meta::List("columns", columns)],
            )],
        )
    }

    #[test]
    fn short_ones_stay_on_a_line() {
        assert_eq!(
            attribute(&key("user_pkey", &["id"]), 0),
            r#"#[dao(primary_key(name = "user_pkey", columns(id)))]"#
        );
    }

    #[test]
    fn long_ones_break_at_the_inner_list() {
        let name = "n".repeat(60);
        assert_eq!(
            attribute(&key(&name, &["id"]), 0),
            format!("#[dao(primary_key(\n    name = \"{name}\",\n    columns(id)\n))]")
        );
    }

    #[test]
    fn what_rustfmt_cannot_read_is_left() {
        let owner = Meta::Opaque("owner = super::User".to_owned());
        let meta = Meta::List(
            "dao",
            vec![Meta::List("scope", vec![Meta::word(&"x".repeat(90)), owner])],
        );
        assert!(!attribute(&meta, 0).contains('\n'));
    }

    #[test]
    fn derives_that_do_not_fit_stand_below_each_other() {
        assert_eq!(derives(&["Debug", "Clone"]), "#[derive(Debug, Clone)]");
        let long = "a".repeat(90);
        assert_eq!(
            derives(&[&long, "Clone"]),
            format!("#[derive(\n    {long},\n    Clone,\n)]")
        );
    }
}
