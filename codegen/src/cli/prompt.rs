//! Questions, asked on a terminal only.

use dialoguer::Select;
use dialoguer::theme::ColorfulTheme;

use super::exit::Failure;

/// Asks which of `choices` it is; gives its index. Leaving the question (Esc, Ctrl-C) refuses.
pub(super) fn choose(question: &str, choices: &[String]) -> Result<usize, Failure> {
    let answer = Select::with_theme(&ColorfulTheme::default())
        .with_prompt(question)
        .items(choices)
        .default(0)
        .interact_opt();
    match answer {
        Ok(Some(index)) => Ok(index),
        Ok(None) => Err(Failure::refused("the question was not answered; nothing was changed")),
        Err(dialoguer::Error::IO(error)) if error.kind() == std::io::ErrorKind::Interrupted => {
            Err(Failure::interrupted())
        }
        Err(error) => Err(Failure::refused(format!("the question could not be asked: {error}"))),
    }
}
