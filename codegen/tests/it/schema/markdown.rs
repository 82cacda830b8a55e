//! Reading the fenced blocks of a Markdown page.

/// A fenced block: its info string, its text, and the heading it stands under.
pub(crate) struct Block {
    pub(crate) heading: String,
    pub(crate) info: String,
    pub(crate) text: String,
    /// The line of the page on which the text starts, from 0.
    pub(crate) line: usize,
}

/// All fenced blocks of a page.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut heading = String::new();
    let mut open: Option<Block> = None;
    for (line, text) in page.lines().enumerate() {
        match (&mut open, text.strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(text);
                block.text.push('\n');
            }
            (None, Some(info)) => {
                open = Some(Block {
                    heading: heading.clone(),
                    info: info.to_owned(),
                    text: String::new(),
                    line: line + 1,
                });
            }
            (None, None) => {
                if let Some(title) = text.strip_prefix("## ") {
                    title.clone_into(&mut heading);
                }
            }
        }
    }
    assert!(open.is_none(), "a fence is left open");
    blocks
}
