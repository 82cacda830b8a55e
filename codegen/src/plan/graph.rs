//! The order in which steps can run, worked out from what each needs and gives.
//!
//! A planner says of every step which objects it creates, uses and drops, and which names it takes and gives up; the
//! order follows from that alone. Objects are whatever the planner tells apart: where a column exists before and after
//! its type changes, those are two objects, one dropped and one created by the same step.
//!
//! - What creates an object runs before what uses it, and both run before what drops it.
//! - What gives a name up runs before what takes it.
//!
//! Steps that nothing orders keep the order in which they were added, but for this: what can be in a transaction is drawn
//! together, so that what cannot cuts a migration into as few sections as can be.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::hash::Hash;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{Graph, NodeIndex};
use petgraph::visit::{DfsPostOrder, EdgeRef};
use petgraph::{Directed, Direction};

use super::{Step, StepMode};

/// A step, and what it does to objects and names.
#[derive(Debug, Clone)]
pub struct Node<O> {
    /// The statement.
    pub step: Step,
    relations: Vec<(Relation, O)>,
    late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Creates,
    Uses,
    Drops,
    Frees,
    Takes,
}

impl<O> Node<O> {
    /// A step that needs nothing and gives nothing yet.
    pub const fn new(step: Step) -> Self {
        Self {
            step,
            relations: Vec::new(),
            late: false,
        }
    }

    /// The step runs when there is nothing else left that could.
    #[must_use]
    pub fn late(self) -> Self {
        Self { late: true, ..self }
    }

    /// The object is there once the step has run.
    #[must_use]
    pub fn creates(self, object: O) -> Self {
        self.relates(Relation::Creates, object)
    }

    /// The object must be there when the step runs.
    #[must_use]
    pub fn uses(self, object: O) -> Self {
        self.relates(Relation::Uses, object)
    }

    /// The step needs all of these.
    #[must_use]
    pub fn uses_all(mut self, objects: impl IntoIterator<Item = O>) -> Self {
        let used = objects.into_iter().map(|object| (Relation::Uses, object));
        self.relations.extend(used);
        self
    }

    /// The object is there when the step runs, and no more afterwards.
    #[must_use]
    pub fn drops(self, object: O) -> Self {
        self.relates(Relation::Drops, object)
    }

    /// Nothing has the name once the step has run.
    #[must_use]
    pub fn frees(self, name: O) -> Self {
        self.relates(Relation::Frees, name)
    }

    /// Nothing else may have the name when the step runs.
    #[must_use]
    pub fn takes(self, name: O) -> Self {
        self.relates(Relation::Takes, name)
    }

    /// All objects and names that it has to do with.
    pub fn objects(&self) -> impl Iterator<Item = &O> {
        self.relations.iter().map(|(_, object)| object)
    }

    /// All objects that are other ones once it has run.
    pub fn changed(&self) -> impl Iterator<Item = &O> {
        let changes = |relation: &Relation| matches!(relation, Relation::Creates | Relation::Drops);
        let changed = self.relations.iter().filter(move |(relation, _)| changes(relation));
        changed.map(|(_, object)| object)
    }

    fn relates(mut self, relation: Relation, object: O) -> Self {
        self.relations.push((relation, object));
        self
    }
}

impl<O: PartialEq> Node<O> {
    fn has(&self, wanted: Relation, object: &O) -> bool {
        self.relations
            .iter()
            .any(|(relation, other)| *relation == wanted && other == object)
    }
}

/// Steps that wait for each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("internal error: these statements each wait for another of them: {}; please report it", .templates.join(", "))]
pub struct Cycle {
    /// Their templates, in the order in which they were added.
    pub templates: Vec<&'static str>,
}

/// Puts steps in an order in which they can run; the same one for the same nodes.
///
/// Time and memory are linear in the number of relations: the steps that relate to one object meet in a point of their
/// own instead of pairwise.
///
/// # Errors
/// When steps wait for each other. A planner splits such a step in two, as a foreign key off its table.
pub fn sort<O: Hash + Eq + Debug>(nodes: Vec<Node<O>>) -> Result<Vec<Step>, Cycle> {
    let graph = dependencies(&nodes);
    let mut walk = DfsPostOrder::empty(&graph);
    let mut order = Vec::with_capacity(nodes.len());
    let mut place = vec![usize::MAX; graph.node_count()]; // MAX: a meeting that no step waits at
    let mut visited = 0;
    for index in 0..nodes.len() {
        walk.move_to(NodeIndex::new(index));
        while let Some(node) = walk.next(&graph) {
            place[node.index()] = visited;
            visited += 1;
            if node.index() < nodes.len() {
                order.push(node.index());
            }
        }
    }
    let waits_in_vain = graph.edge_references().any(|edge| {
        let (waiting, awaited) = (place[edge.source().index()], place[edge.target().index()]);
        waiting != usize::MAX && waiting < awaited
    });
    if waits_in_vain {
        return Err(cycle(&graph, &nodes));
    }
    if nodes.iter().any(|node| Share::of(node) != Share::Joint) {
        order = in_sections(&graph, &nodes, &order);
    }
    let mut steps: Vec<_> = nodes.into_iter().map(|node| Some(node.step)).collect();
    Ok(order.into_iter().filter_map(|index| steps[index].take()).collect())
}

/// With whom a step shares a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    /// With nobody.
    Apart,
    /// With its neighbours.
    Joint,
    /// With nobody, and last.
    Late,
}

impl Share {
    fn of<O>(node: &Node<O>) -> Self {
        match node.step.mode {
            _ if node.late => Self::Late,
            StepMode::Alone | StepMode::Batches { .. } | StepMode::OwnTransaction => Self::Apart,
            StepMode::Transaction | StepMode::ForeignKeysOff | StepMode::Check { .. } => Self::Joint,
        }
    }
}

/// The same steps with those that share a section drawn together: all of one kind that can run, in order, then all of
/// the next. What stands apart begins: a new value or index is there for the transaction that uses it.
fn in_sections<O>(graph: &Graph<(), (), Directed>, nodes: &[Node<O>], order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; nodes.len()];
    for (position, index) in order.iter().enumerate() {
        place[*index] = position;
    }
    let mut waits_for: Vec<usize> = vec![0; graph.node_count()];
    for edge in graph.edge_references() {
        waits_for[edge.source().index()] += 1;
    }
    let mut free: Vec<NodeIndex> = graph
        .node_indices()
        .filter(|index| waits_for[index.index()] == 0)
        .collect();
    let mut ready: [BTreeSet<usize>; 3] = Default::default();
    let mut current = Share::Apart;
    let mut sorted = Vec::with_capacity(nodes.len());
    loop {
        while let Some(vertex) = free.pop() {
            if let Some(node) = nodes.get(vertex.index()) {
                ready[Share::of(node) as usize].insert(place[vertex.index()]);
            } else {
                release(graph, vertex, &mut waits_for, &mut free);
            }
        }
        let shares = [current, Share::Joint, Share::Apart, Share::Late];
        let Some(share) = shares.into_iter().find(|share| !ready[*share as usize].is_empty()) else {
            return sorted;
        };
        current = share;
        if let Some(position) = ready[share as usize].pop_first() {
            sorted.push(order[position]);
            release(graph, NodeIndex::new(order[position]), &mut waits_for, &mut free);
        }
    }
}

/// Whatever waited for this waits for one thing less.
fn release(graph: &Graph<(), (), Directed>, done: NodeIndex, waits_for: &mut [usize], free: &mut Vec<NodeIndex>) {
    for waiting in graph.neighbors_directed(done, Direction::Incoming) {
        waits_for[waiting.index()] -= 1;
        if waits_for[waiting.index()] == 0 {
            free.push(waiting);
        }
    }
}

/// The points at which steps of one object meet, each after all that must run before it.
#[derive(Default)]
struct Meetings {
    /// After all that create it.
    created: Option<NodeIndex>,
    /// After all that create or use it.
    used: Option<NodeIndex>,
    /// After all that free it.
    freed: Option<NodeIndex>,
}

/// An edge goes from a step to what must run before it. The first `nodes.len()` vertices are the steps.
fn dependencies<O: Hash + Eq>(nodes: &[Node<O>]) -> Graph<(), (), Directed> {
    let relations = nodes.iter().map(|node| node.relations.len()).sum::<usize>();
    let mut graph = Graph::with_capacity(nodes.len() + relations / 2, relations * 2);
    for _ in nodes {
        graph.add_node(());
    }
    // Looked into by key only, never walked: its order cannot show.
    let mut objects: HashMap<&O, usize> = HashMap::with_capacity(relations);
    let mut meetings: Vec<Meetings> = Vec::with_capacity(relations);
    let mut object_of = Vec::with_capacity(relations);
    for (_, object) in nodes.iter().flat_map(|node| &node.relations) {
        let fresh = meetings.len();
        let id = *objects.entry(object).or_insert(fresh);
        if id == fresh {
            meetings.push(Meetings::default());
        }
        object_of.push(id);
    }

    // What others wait for opens the meeting …
    let mut at = object_of.iter();
    for (index, node) in nodes.iter().enumerate() {
        for ((relation, object), id) in node.relations.iter().zip(&mut at) {
            let meeting = &mut meetings[*id];
            let point = match relation {
                Relation::Creates => &mut meeting.created,
                // What a step drops, it waits for the other users of.
                Relation::Uses if !node.has(Relation::Drops, object) => &mut meeting.used,
                Relation::Frees => &mut meeting.freed,
                _ => continue,
            };
            let point = *point.get_or_insert_with(|| graph.add_node(()));
            graph.add_edge(point, NodeIndex::new(index), ());
        }
    }
    for meeting in &mut meetings {
        match (meeting.created, meeting.used) {
            (Some(created), Some(used)) => {
                graph.add_edge(used, created, ());
            }
            (Some(created), None) => meeting.used = Some(created),
            _ => {}
        }
    }
    // … and what waits goes to it, but for what a step has to do with itself.
    let mut at = object_of.iter();
    for (index, node) in nodes.iter().enumerate() {
        for ((relation, object), id) in node.relations.iter().zip(&mut at) {
            let meeting = &meetings[*id];
            let point = match relation {
                Relation::Uses if !node.has(Relation::Creates, object) => meeting.created,
                Relation::Drops if !node.has(Relation::Creates, object) => meeting.used,
                Relation::Takes if !node.has(Relation::Frees, object) => meeting.freed,
                _ => None,
            };
            if let Some(point) = point {
                graph.add_edge(NodeIndex::new(index), point, ());
            }
        }
    }
    graph
}

fn cycle<O>(graph: &Graph<(), (), Directed>, nodes: &[Node<O>]) -> Cycle {
    let mut members: Vec<_> = tarjan_scc(graph)
        .into_iter()
        .find(|component| component.len() > 1)
        .unwrap_or_default()
        .into_iter()
        .map(NodeIndex::index)
        .filter(|index| *index < nodes.len())
        .collect();
    members.sort_unstable();
    let templates = members
        .into_iter()
        .map(|index| nodes[index].step.statement.template)
        .collect();
    Cycle { templates }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Effect, Impact, Statement, StepMode};

    fn node(template: &'static str) -> Node<&'static str> {
        Node::new(step(template))
    }

    fn step(template: &'static str) -> Step {
        Step {
            statement: Statement::new(template, &()),
            comment: None,
            mode: StepMode::Transaction,
            effect: Effect::Lossless,
            impact: Impact::default(),
        }
    }

    fn order(nodes: Vec<Node<&'static str>>) -> Vec<&'static str> {
        sort(nodes)
            .expect("no cycle")
            .iter()
            .map(|step| step.statement.template)
            .collect()
    }

    #[test]
    fn unrelated_steps_keep_their_order() {
        assert_eq!(order(vec![node("b"), node("a"), node("c")]), ["b", "a", "c"]);
    }

    #[test]
    fn creators_run_before_users_and_users_before_droppers() {
        let nodes = vec![
            node("drop").drops("x"),
            node("use").uses("x"),
            node("other"),
            node("create").creates("x"),
        ];
        assert_eq!(order(nodes), ["create", "use", "drop", "other"]);
    }

    #[test]
    fn an_object_that_nobody_uses_is_still_created_before_it_is_dropped() {
        assert_eq!(
            order(vec![node("drop").drops("x"), node("create").creates("x")]),
            ["create", "drop"]
        );
    }

    #[test]
    fn a_name_is_free_before_it_is_taken() {
        let nodes = vec![node("take").takes("n"), node("free").frees("n")];
        assert_eq!(order(nodes), ["free", "take"]);
    }

    #[test]
    fn a_step_may_be_on_both_sides() {
        let nodes = vec![
            node("index").uses("after"),
            node("alter")
                .uses("before")
                .drops("before")
                .creates("after")
                .frees("n")
                .takes("n"),
            node("unindex").uses("before"),
        ];
        assert_eq!(order(nodes), ["unindex", "alter", "index"]);
    }

    #[test]
    fn a_cycle_names_its_steps() {
        let nodes = vec![
            node("a").creates("a").uses("b"),
            node("free"),
            node("b").creates("b").uses("a"),
        ];
        let error = sort(nodes).expect_err("a and b wait for each other");
        assert_eq!(error.templates, ["a", "b"]);
        assert_eq!(
            error.to_string(),
            "internal error: these statements each wait for another of them: a, b; please report it"
        );
    }

    fn apart(template: &'static str) -> Node<&'static str> {
        let mut node = node(template);
        node.step.mode = StepMode::Alone;
        node
    }

    #[test]
    fn what_shares_a_section_is_drawn_together() {
        let nodes = vec![
            node("add a").creates("a"),
            apart("index a").uses("a"),
            node("add b").creates("b"),
            apart("index b").uses("b").creates("ib"),
            node("use b").uses("ib"),
            apart("value"),
            apart("unindex").late(),
            node("other"),
        ];
        assert_eq!(
            order(nodes),
            [
                "value", "add a", "add b", "other", "index a", "index b", "use b", "unindex"
            ]
        );
    }

    #[test]
    fn what_is_late_is_not_too_late() {
        let nodes = vec![node("use").uses("x"), apart("make").late().creates("x"), node("other")];
        assert_eq!(order(nodes), ["other", "make", "use"]);
    }

    /// Each table uses the one before it, has ten columns of its own, and all use one namespace: pairwise edges between
    /// the users of the namespace would be a hundred million.
    fn wide_and_deep(tables: u32) -> Vec<Node<(u32, u32)>> {
        let mut nodes: Vec<_> = (1..=tables)
            .rev()
            .map(|table| {
                let own = (1..=10).map(|column| (table, column));
                own.fold(Node::new(step("table")).creates((table, 0)), Node::creates)
                    .uses((table - 1, 0))
                    .uses((0, 1))
                    .uses((0, 2))
            })
            .collect();
        nodes.push(Node::new(step("drop")).drops((0, 2)));
        nodes.push(Node::new(step("namespace")).creates((0, 1)));
        nodes
    }

    #[test]
    fn ten_thousand_tables_take_no_recursion_and_no_pairwise_edges() {
        let nodes = wide_and_deep(10_000);
        let relations: usize = nodes.iter().map(|node| node.relations.len()).sum();
        assert!(dependencies(&nodes).edge_count() <= 2 * relations);

        let steps = sort(nodes).expect("no cycle");
        assert_eq!(steps.first().map(|step| step.statement.template), Some("namespace"));
        assert_eq!(steps.last().map(|step| step.statement.template), Some("drop"));
    }
}
