//! The hash by which a migration's files are known.

use sha2::{Digest, Sha256};

/// SHA-256 over both files of a migration, in hexadecimal.
///
/// Line ends count as `\n`: git may check a file out with `\r\n`, and that is no edit. The length of the first file goes
/// in as well, so that moving text from one file to the other changes the hash. `tablesmith::migrate::checksum` does the
/// same; neither package can call the other everywhere.
pub fn checksum(up: &str, down: &str) -> String {
    let (up, down) = (normalize(up), normalize(down));
    let mut hash = Sha256::new();
    hash.update(format!("{}\n", up.len()));
    hash.update(up.as_bytes());
    hash.update(down.as_bytes());
    hexadecimal(&hash.finalize())
}

fn normalize(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains("\r\n") {
        text.replace("\r\n", "\n").into()
    } else {
        text.into()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_no_edit() {
        assert_eq!(checksum("a;\r\nb;\r\n", "c"), checksum("a;\nb;\n", "c"));
    }

    #[test]
    fn text_that_moves_between_the_files_is_an_edit() {
        assert_ne!(checksum("ab", "c"), checksum("a", "bc"));
    }
}
