//! The way from one catalog to another, with all that is to be said about it.

use crate::catalog::{Catalog, Hints, Pair};
use crate::database::DatabaseError;
use crate::dialect::Capabilities;
use crate::diff::{self, Ambiguity, Change, Decisions, Loss, MissingUsing};
use crate::plan::Plan;
use crate::render::{self, Templates};

/// The way from one catalog to another.
#[derive(Debug, Clone)]
pub struct Transition {
    /// What changes.
    pub changes: Vec<Change>,
    /// The same in words, a line each.
    pub summary: Vec<String>,
    /// What data would go.
    pub losses: Vec<Loss>,
    /// Columns whose values the database cannot convert by itself.
    pub missing_usings: Vec<MissingUsing>,
    /// The statements in order, with what each locks and risks.
    pub plan: Plan,
    /// The statements as the text of a migration; empty where nothing changes.
    pub sql: String,
}

/// Why there is no way.
#[derive(Debug, thiserror::Error)]
pub enum TransitionError {
    /// Something vanishes while something like it appears, and nobody said whether that is a rename.
    #[error("it is not clear whether something was renamed or dropped")]
    Ambiguous(Vec<Ambiguity>),
    /// It could not be planned or written.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// What a way is sought between, and by what.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// What is, and what is to be.
    pub pair: Pair<&'a Catalog>,
    /// What the author of `next` says about the way.
    pub hints: &'a Hints,
    /// What the oldest server that must work can do.
    pub capabilities: &'a Capabilities,
    /// The user's templates over ours, where there are any.
    pub templates: Option<&'a Templates>,
}

impl Way<'_> {
    /// Finds the way as `generate` does: the same comparison, planner and templates.
    ///
    /// # Errors
    /// [`TransitionError::Ambiguous`] with everything that looks like a rename while neither hints nor decisions say so.
    ///
    /// ```
    /// use codegen::catalog::{Catalog, Hints, Pair};
    /// use codegen::database::Way;
    /// use codegen::dialect::DialectName;
    /// use codegen::diff::Decisions;
    ///
    /// let previous = Catalog::empty(DialectName::Postgres);
    /// let mut next = previous.clone();
    /// next.namespaces.insert("sales".into(), None);
    /// let dialect = DialectName::Postgres.dialect();
    /// let capabilities = dialect.capabilities(dialect.default_version());
    ///
    /// let hints = Hints::default();
    /// let way = Way {
    ///     pair: Pair { previous: &previous, next: &next },
    ///     hints: &hints,
    ///     capabilities: &capabilities,
    ///     templates: None,
    /// };
    /// let transition = way.find(&Decisions::default())?;
    /// assert_eq!(transition.summary, ["create namespace sales"]);
    /// assert!(transition.sql.contains("CREATE SCHEMA"));
    /// # Ok::<(), codegen::database::TransitionError>(())
    /// ```
    pub fn find(&self, decisions: &Decisions) -> Result<Transition, TransitionError> {
        let pair = self.pair;
        let diff = diff::diff(pair, self.hints, decisions).map_err(TransitionError::Ambiguous)?;
        self.along(diff.changes).map_err(TransitionError::Database)
    }

    /// The way back from `next` after these changes led there: structure, not data.
    ///
    /// # Errors
    /// When it cannot be planned or written.
    pub fn back(&self, changes: &[Change]) -> Result<Transition, DatabaseError> {
        let back = Self {
            pair: self.pair.flip(),
            ..*self
        };
        back.along(diff::invert(self.pair, changes))
    }

    pub(super) fn along(&self, changes: Vec<Change>) -> Result<Transition, DatabaseError> {
        let pair = self.pair;
        let dialect = pair.next.dialect;
        let plan = dialect.dialect().plan(pair, &changes, self.capabilities)?;
        let embedded = Templates::embedded();
        let templates = self.templates.unwrap_or(&embedded);
        let sql = render::sql(&plan, dialect, templates)?;
        Ok(Transition {
            summary: diff::summary(&changes),
            losses: diff::losses(pair, &changes),
            missing_usings: diff::missing_usings(pair, &changes),
            changes,
            plan,
            sql,
        })
    }
}
