//! Namespaces: `CREATE SCHEMA` and its like.

use super::object::Object;
use super::sql_text::identifier;
use super::statement::Sql;
use super::{Planner, comment_step};
use crate::diff::Change;
use crate::plan::graph::Node;

impl<'a> Planner<'a> {
    pub(super) fn namespaces(&mut self, changes: &'a [Change]) {
        for change in changes {
            match change {
                Change::CreateNamespace { name, comment } => {
                    let schema = identifier(name);
                    let step = Sql::CreateSchema { schema }.step(format!("Creates the namespace {name}."));
                    self.push(Node::new(step).creates(Object::Namespace(name)));
                    if comment.is_some() {
                        self.comment_on_namespace(name, comment.as_deref());
                    }
                }
                Change::DropNamespace { name, .. } => {
                    let schema = identifier(name);
                    let comment = format!("Drops the namespace {name}; refused unless it is empty by now.");
                    self.push(Node::new(Sql::DropSchema { schema }.step(comment)).drops(Object::Namespace(name)));
                }
                Change::CommentNamespace { name, comment } => {
                    self.comment_on_namespace(name, comment.next.as_deref());
                }
                _ => {}
            }
        }
    }

    fn comment_on_namespace(&mut self, name: &'a str, comment: Option<&str>) {
        let step = comment_step("SCHEMA", identifier(name), comment);
        self.push(Node::new(step).uses(Object::Namespace(name)));
    }
}
