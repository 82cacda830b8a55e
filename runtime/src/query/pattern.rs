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
