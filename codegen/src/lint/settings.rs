//! What a project says about the rules.

use std::collections::BTreeMap;

use super::registry::{ALL, rule};
use super::rule::{Rule, Severity};
use crate::diagnostic::{Diagnostics, document as say};
use crate::schema::Lint;

/// Severities that are not the rules' own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    severities: BTreeMap<&'static str, Severity>,
}

/// A code that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no lint `{code}`")]
pub struct UnknownCode {
    /// What was said.
    pub code: String,
    /// What may have been meant.
    pub suggestion: Option<&'static str>,
}

impl Settings {
    /// What `[lint]` says.
    pub fn of(lint: &Lint, diagnostics: &mut Diagnostics) -> Self {
        let mut settings = Self::default();
        for (code, severity) in &lint.severities {
            let Ok(severity) = severity.value.parse() else {
                let known = [Severity::Off, Severity::Note, Severity::Warning, Severity::Error];
                let known = known.map(Severity::as_str);
                diagnostics.push(say::unknown_word(&code.value, &severity.value, severity.span, &known));
                continue;
            };
            if settings.set(&code.value, severity).is_err() {
                let known: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
                diagnostics.push(say::unknown_lint(&code.value, code.span, &known));
            }
        }
        settings
    }

    /// Gives a rule another severity. What is said later counts.
    ///
    /// ```
    /// use codegen::lint::{Settings, Severity};
    ///
    /// let mut settings = Settings::default();
    /// settings.set("DROP_TABLE", Severity::Error)?;
    /// assert!(settings.set("DROP_TABEL", Severity::Error).is_err());
    /// # Ok::<(), codegen::lint::UnknownCode>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such rule.
    pub fn set(&mut self, code: &str, severity: Severity) -> Result<(), UnknownCode> {
        let Some(rule) = rule(code) else {
            return Err(UnknownCode {
                code: code.to_owned(),
                suggestion: crate::diagnostic::suggest(code, ALL.iter().map(|rule| rule.code))
                    .and_then(rule)
                    .map(|rule| rule.code),
            });
        };
        self.severities.insert(rule.code, severity);
        Ok(())
    }

    /// What holds for a rule.
    pub fn severity(&self, rule: &Rule) -> Severity {
        self.severities.get(rule.code).copied().unwrap_or(rule.severity)
    }
}
