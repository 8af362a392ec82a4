//! Machine clients: the systems of agencies that may ask for tokens.
//!
//! A client belongs to one agency for good, holds scopes and may expire. It has up to two valid
//! secrets ([`secrets`]), so that one is exchanged for another while both work; a secret is shown
//! once, and only its keyed digest is kept. Revoking a client cannot be undone. Whatever ends here is
//! refused by every instance within a minute: new tokens at once, tokens already verified once they
//! are looked up again.
//!
//! The operator (`admin`) administers clients by the API and by `sinergi clients`, which run the same
//! code. Nobody ends the access of the client that is calling, so that no administrator locks
//! everybody out by mistake. Clients lie in no register and are nobody else's to read: the change
//! feed does not tell of them.

mod http;
mod rules;
pub mod secrets;
mod status;
pub mod store;
mod types;

pub use status::ClientStatus;
pub use store::{Active, active, any};
pub use types::{
    Client, ClientFilter, ClientInput, ClientSecret, ClientTransition, NewClient, NewClientSecret,
};

use crate::app::{App, Tx};
use crate::auth::Who;
use crate::http::Problem;
use crate::routes::Routes;

/// The word of the path.
const RESOURCE: &str = "clients";

/// Administers clients on the machine itself, for the operator: the command line, the first start and
/// the demo.
pub fn locally<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let owner = app.clone();
    let who = Who::system("command-line");
    app.db()
        .write_now(move |conn| work(&mut Tx::new(conn, owner, who, String::new())))
}

/// The routes of clients.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::transition)
        .service(http::history)
        .service(http::list_secrets)
        .service(http::create_secret)
        .service(http::get_secret)
        .service(http::delete_secret);
}
