//! Types of the demo that are written by hand: what the JSON column `ai_generated_content` holds.

use tablesmith::serde::{Deserialize, Serialize};

/// What a model made of a video.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "tablesmith::serde")]
pub struct AiContent {
    /// A few sentences.
    pub summary: String,
    /// What to take away, most important first.
    #[serde(default)]
    pub key_points: Vec<String>,
    /// Questions that the video answers.
    #[serde(default)]
    pub questions: Vec<String>,
}
