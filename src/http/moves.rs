//! The moves of a life cycle: one way to refuse those its table does not have.

use std::fmt::Display;

use super::{Code, Problem};

/// Refuses a move that the table of moves does not have, naming those it has.
pub fn check_move<S: Copy + PartialEq + Display>(
    from: S,
    to: S,
    allowed: &[S],
) -> Result<(), Problem> {
    if allowed.contains(&to) {
        return Ok(());
    }
    let words: Vec<String> = allowed.iter().map(S::to_string).collect();
    let list = words.join(", ");
    let problem = Problem::new(Code::TransitionNotAllowed);
    let problem = if words.is_empty() {
        problem.detail(
            format!("{from} adalah status akhir."),
            format!("{from} is a final state."),
        )
    } else {
        problem.detail(
            format!("Dari {from} hanya dapat ke: {list}."),
            format!("From {from} it can only go to: {list}."),
        )
    };
    Err(problem.member("allowed_transitions", words))
}
