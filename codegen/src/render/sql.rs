//! A plan as a file of SQL: for a reviewer, and for the migrator, which cuts it at its markers.

use std::fmt::Write;

use sqlparser::parser::Parser;

use super::{RenderError, Templates};
use crate::dialect::{Dialect, DialectName, parsable};
use crate::parallel;
use crate::plan::{Plan, Step, StepMode};

/// Fewer statements than this are rendered sooner than threads are started.
const WORTH_A_THREAD: usize = 100;

/// The whole text of `up.sql` or `down.sql`: one statement a paragraph, under what a reviewer should know of it. Each
/// statement has been parsed.
///
/// A file that is one plain transaction has no marker; else each section begins with one: `-- step: check CODE "message"`,
/// `-- step: transaction`, `-- step: transaction foreign_keys=off`, `-- step: alone`, `-- step: batches key=id size=5000`.
///
/// # Errors
/// When a template of the user's cannot be filled, or a statement comes out as what the database's parser does not take.
pub fn sql(plan: &Plan, dialect: DialectName, templates: &Templates) -> Result<String, RenderError> {
    let speaker = dialect.dialect();
    let rendered = parallel::map(&plan.steps, WORTH_A_THREAD, |step| statement(step, speaker, templates))?;
    let plain = plan.steps.iter().all(|step| step.mode == StepMode::Transaction);
    let mut file = String::with_capacity(rendered.iter().map(|statement| statement.len() + 160).sum());
    let mut section = None;
    for (step, statement) in plan.steps.iter().zip(&rendered) {
        if !file.is_empty() {
            file.push('\n');
        }
        let begins = section != Some(&step.mode) || stands_alone(&step.mode);
        if begins && !plain {
            file.push_str(&marker(&step.mode));
            file.push_str("\n\n");
        }
        section = Some(&step.mode);
        push_remarks(&mut file, step);
        file.push_str(statement);
        file.push('\n');
    }
    Ok(file)
}

fn marker(mode: &StepMode) -> String {
    match mode {
        StepMode::Check { code, message, allow } => {
            let message = one_line(message).replace('"', "'");
            let allow = allow.as_ref().map(|name| format!("allow={} ", option(&one_line(name))));
            format!("-- step: check {code} {}\"{message}\"", allow.unwrap_or_default())
        }
        StepMode::Transaction | StepMode::OwnTransaction => "-- step: transaction".to_owned(),
        StepMode::ForeignKeysOff => "-- step: transaction foreign_keys=off".to_owned(),
        StepMode::Alone => "-- step: alone".to_owned(),
        StepMode::Batches { key, size } => {
            let key: Vec<_> = key.iter().map(|column| format!("key={}", option(column))).collect();
            format!("-- step: batches {} size={size}", key.join(" "))
        }
    }
}

/// The value of an option: in double quotes where it is more than a word, those inside doubled.
fn option(value: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.');
    if value.chars().all(is_word) {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('"', "\"\""))
    }
}

/// Whether a step has a section of its own, and is one statement.
const fn stands_alone(mode: &StepMode) -> bool {
    match mode {
        StepMode::Check { .. } | StepMode::Alone | StepMode::Batches { .. } | StepMode::OwnTransaction => true,
        StepMode::Transaction | StepMode::ForeignKeysOff => false,
    }
}

fn push_remarks(file: &mut String, step: &Step) {
    let comment = step.comment.iter().map(String::as_str);
    for line in comment.filter(|comment| !comment.is_empty()) {
        push_comment(file, "", line);
    }
    for hazard in &step.impact.hazards {
        push_comment(file, "Careful: ", &hazard.message);
    }
}

/// One comment line, whatever the names in it contain.
fn push_comment(file: &mut String, prefix: &str, text: &str) {
    writeln!(file, "-- {prefix}{}", one_line(text)).expect("writing to a String cannot fail");
}

fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ")
}

fn statement(step: &Step, dialect: &dyn Dialect, templates: &Templates) -> Result<String, RenderError> {
    let template = step.statement.template;
    let name = format!("{}/{template}", dialect.name());
    let mut text = templates.render(&name, &step.statement.view)?;
    text.truncate(text.trim_end().len());
    let unparsed = dialect.unparsed_templates();
    if !unparsed.iter().any(|(unparsed, _)| *unparsed == template) {
        check(&text, &step.mode, dialect).map_err(|message| RenderError::Unparsable {
            template: name,
            message,
            text: text.clone(),
        })?;
    }
    Ok(text)
}

/// A step may be several statements that mean something only together, but not where it stands alone.
fn check(text: &str, mode: &StepMode, dialect: &dyn Dialect) -> Result<(), String> {
    match Parser::parse_sql(dialect.parser(), &parsable(text)) {
        Ok(statements) if statements.is_empty() => Err("it has no statement".to_owned()),
        Ok(statements) if statements.len() > 1 && stands_alone(mode) => {
            Err(format!("it is {} statements instead of one", statements.len()))
        }
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
