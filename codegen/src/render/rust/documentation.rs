//! Comments of the schema as documentation.

/// `/// …` lines. What Markdown would take for a code block, and rustdoc for a test, is plain text here.
pub(super) fn lines(text: &str) -> Vec<String> {
    let lines = text.trim().lines().map(|line| {
        let line = line.trim();
        match line {
            "" => "///".to_owned(),
            line if line.starts_with("```") || line.starts_with("~~~") => format!("/// \\{line}"),
            line => format!("/// {line}"),
        }
    });
    lines.collect()
}

/// Whether clippy's `doc_markdown` would ask for backticks: a word that looks like code.
pub(super) fn looks_like_code(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| word.contains('_') || word.contains("::") || word.chars().skip(1).any(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_test() {
        assert_eq!(
            lines("A person.\r\n\n    let x = 1;\n```\nx\n```"),
            [
                "/// A person.",
                "///",
                "/// let x = 1;",
                "/// \\```",
                "/// x",
                "/// \\```"
            ]
        );
    }

    #[test]
    fn words_that_clippy_minds() {
        assert!(!looks_like_code("A person who signs in."));
        assert!(looks_like_code("See video_summary."));
        assert!(looks_like_code("A VideoSummary."));
    }
}
