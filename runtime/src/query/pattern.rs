//! Patterns of LIKE: `%` is any text, `_` any character, `\` makes the next one plain.

/// A pattern that matches text as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// The pattern with a `\` at its end, where it has nothing to make plain, made plain itself: PostgreSQL refuses it, SQLite
/// would find nothing.
pub(crate) fn complete(mut pattern: String) -> String {
    let backslashes = pattern.chars().rev().take_while(|character| *character == '\\').count();
    if backslashes % 2 == 1 {
        pattern.push('\\');
    }
    pattern
}

/// The same pattern for GLOB: `*` is any text, `?` any character, and what stands in brackets is plain.
pub(crate) fn glob_of_like(pattern: &str) -> String {
    let mut glob = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '%' => glob.push('*'),
            '_' => glob.push('?'),
            '\\' => push_plain(&mut glob, characters.next().unwrap_or('\\')),
            character => push_plain(&mut glob, character),
        }
    }
    glob
}

fn push_plain(glob: &mut String, character: char) {
    if matches!(character, '*' | '?' | '[') {
        glob.extend(['[', character, ']']);
    } else {
        glob.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_at_the_end_is_plain() {
        for (pattern, expected) in [("a\\", r"a\\"), (r"a\\", r"a\\"), (r"\%\", r"\%\\"), ("", "")] {
            assert_eq!(complete(pattern.to_owned()), expected);
        }
    }

    #[test]
    fn like_becomes_glob() {
        for (like, glob) in [
            ("%rust_", "*rust?"),
            (r"100\%\_\\", r"100%_\"),
            ("a*b?c[d]", "a[*]b[?]c[[]d]"),
            ("\\", "\\"),
        ] {
            assert_eq!(glob_of_like(like), glob, "{like}");
        }
    }
}
