//! What was measured, as tables.

use contest::{Cost, Operation};

use super::contenders::Contender;

/// What each contender cost in each round.
pub(crate) struct Samples {
    names: Vec<String>,
    rounds: Vec<(Operation, Vec<Option<Cost>>)>,
    counts: Vec<(Operation, usize, Option<f64>)>,
}

impl Samples {
    pub(crate) fn new(contenders: &[Contender]) -> Self {
        Self {
            names: contenders.iter().map(|contender| contender.name.clone()).collect(),
            rounds: Vec::new(),
            counts: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, operation: Operation, costs: Vec<Option<Cost>>) {
        self.rounds.push((operation, costs));
    }

    pub(crate) fn count(&mut self, operation: Operation, contender: usize, cost: Option<Cost>) {
        self.counts
            .push((operation, contender, cost.map(|cost| cost.allocations)));
    }

    pub(crate) fn print(&self, operations: &[Operation]) {
        self.print_ratios("Time", operations, |cost| cost.wall);
        self.print_ratios("Processor time of the client", operations, |cost| cost.processor);
        println!("\nAllocations:\n");
        // The drivers do not differ from themselves here.
        let shown: Vec<usize> = (0..self.names.len()).filter(|number| *number != 1).collect();
        let names: Vec<_> = shown.iter().map(|number| self.names[*number].as_str()).collect();
        head(&["operation"], &names);
        for &operation in operations {
            let cells = shown.iter().map(|number| {
                let mut counts = self.counts.iter();
                let found = counts.find(|(of, contender, _)| (*of, contender) == (operation, number));
                found
                    .and_then(|(_, _, count)| *count)
                    .map_or("-".to_owned(), |count| format!("{count:.0}"))
            });
            println!("| {operation} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }

    /// Each contender's ratio to the drivers: the median of the rounds' ratios, and its quartiles.
    fn print_ratios(&self, title: &str, operations: &[Operation], figure: impl Fn(&Cost) -> f64) {
        println!("\n{title}, drivers in µs, others as a ratio to them: median (quartiles)\n");
        let names: Vec<_> = self.names[1..].iter().map(String::as_str).collect();
        head(&["operation", "drivers"], &names);
        for &operation in operations {
            let rounds = || self.rounds.iter().filter(|(of, _)| *of == operation);
            let floor = rounds().filter_map(|(_, costs)| Some(figure(costs[0].as_ref()?)));
            let cells = (1..self.names.len()).map(|number| {
                let ratios = rounds().filter_map(|(_, costs)| {
                    let (cost, floor) = (costs[number].as_ref()?, costs[0].as_ref()?);
                    Some(figure(cost) / figure(floor))
                });
                quartiles(ratios.collect()).map_or("-".to_owned(), |[low, median, high]| {
                    format!("{median:.2} ({low:.2} to {high:.2})")
                })
            });
            let floor = quartiles(floor.collect()).map_or("-".to_owned(), |[_, median, _]| format!("{median:.1}"));
            println!("| {operation} | {floor} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }
}

fn head(first: &[&str], names: &[&str]) {
    println!("| {} | {} |", first.join(" | "), names.join(" | "));
    let numbers = first.len() - 1 + names.len();
    println!("|---|{}", "---:|".repeat(numbers));
}

fn quartiles(mut numbers: Vec<f64>) -> Option<[f64; 3]> {
    numbers.sort_by(f64::total_cmp);
    let at = |quarter: usize| numbers.get(numbers.len().checked_sub(1)? * quarter / 4).copied();
    Some([at(1)?, at(2)?, at(3)?])
}
