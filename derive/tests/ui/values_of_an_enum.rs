use tablesmith::Enum;

#[derive(Debug, Clone, Copy, Enum)]
#[dao(nme = "mood")]
enum Mood {
    Good,
    #[dao(value = "good")]
    Fine,
    Mixed(u8),
}

#[derive(Debug, Enum)]
enum Nothing {}

fn main() {}
