//! How many connections the operating system lets this process hold.

use rustix::process::{Resource, getrlimit, setrlimit};

/// What the process opens besides connections of callers: files of the database, pipes, the log.
const RESERVE: u64 = 256;

/// Makes room for so many connections as far as the system allows; gives how many there is room for.
///
/// The usual soft limit is 1,024 files, and a process beyond it can open neither a connection nor
/// its own database.
pub fn make_room(wanted: u32) -> u32 {
    let limit = getrlimit(Resource::Nofile);
    let needed = u64::from(wanted) + RESERVE;
    let Some(current) = limit.current.filter(|current| *current < needed) else {
        return wanted;
    };
    let raised = limit.maximum.map_or(needed, |most| most.min(needed));
    let mut more = limit;
    more.current = Some(raised);
    let held = setrlimit(Resource::Nofile, more).map_or(current, |()| raised);
    let room = u32::try_from(held.saturating_sub(RESERVE)).unwrap_or(wanted);
    let room = room.clamp(1, wanted);
    if room < wanted {
        log::warn!(
            "the system lets this process open {held} files: it holds {room} connections at once, not {wanted}; raise ulimit -n or LimitNOFILE"
        );
    }
    room
}
