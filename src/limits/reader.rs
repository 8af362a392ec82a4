//! How long an answer may wait to be taken: actix-web waits for ever.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::rt::spawn;
use actix_web::rt::time::{Instant, sleep_until};
use actix_web::web::Bytes;

use super::patience::SLOWEST;
use super::places::Place;

/// A streamed body that keeps its place until it has ended, or until nobody takes it any more: then
/// the place is given up, and the connection broken off if somebody asks again.
pub(super) struct Streamed {
    body: BoxBody,
    patience: Duration,
    reader: Rc<Reader>,
}

/// What is known of whom the body goes to.
struct Reader {
    place: RefCell<Option<Place>>,
    /// Until when the last piece must have been taken; none while the next one is being made.
    until: Cell<Option<Instant>>,
}

impl Streamed {
    pub(super) fn new(body: BoxBody, place: Place, patience: Duration) -> Self {
        let reader = Rc::new(Reader {
            place: RefCell::new(Some(place)),
            until: Cell::new(None),
        });
        // While nobody takes anything the body itself is not asked, so somebody else must look.
        spawn(watch(Rc::downgrade(&reader), patience));
        Self {
            body,
            patience,
            reader,
        }
    }
}

async fn watch(reader: Weak<Reader>, patience: Duration) {
    let mut wake = Instant::now() + patience;
    loop {
        sleep_until(wake).await;
        let Some(reader) = reader.upgrade() else {
            return;
        };
        let now = Instant::now();
        match reader.until.get() {
            Some(until) if until <= now => {
                reader.place.take();
                return;
            }
            until => wake = until.unwrap_or(now + patience),
        }
    }
}

impl MessageBody for Streamed {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.reader.place.borrow().is_none() {
            let late = io::Error::from(io::ErrorKind::TimedOut);
            return Poll::Ready(Some(Err(late.into())));
        }
        self.reader.until.set(None);
        let next = Pin::new(&mut self.body).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next {
            let slowly = Duration::from_secs(bytes.len() as u64 / SLOWEST);
            let until = Instant::now() + self.patience + slowly;
            self.reader.until.set(Some(until));
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use actix_web::body::BodyStream;
    use actix_web::rt::System;
    use actix_web::rt::time::sleep;
    use futures_util::stream;

    use super::super::places::Places;
    use super::*;

    fn streamed(place: Place, patience: Duration) -> Streamed {
        let pieces =
            ["one", "two"].map(|piece| Ok::<_, io::Error>(Bytes::from_static(piece.as_bytes())));
        let body = BoxBody::new(BodyStream::new(stream::iter(pieces)));
        Streamed::new(body, place, patience)
    }

    async fn next(body: &mut Streamed) -> Option<Result<Bytes, String>> {
        let next = poll_fn(|context| Pin::new(&mut *body).poll_next(context)).await;
        next.map(|piece| piece.map_err(|error| error.to_string()))
    }

    #[test]
    fn who_takes_nothing_loses_the_place_and_who_takes_all_keeps_it() {
        let places = Places::new(1);
        System::new().block_on(async {
            let mut body = streamed(places.enter().unwrap(), Duration::from_secs(600));
            assert_eq!(next(&mut body).await, Some(Ok("one".into())));
            assert_eq!(next(&mut body).await, Some(Ok("two".into())));
            assert_eq!((next(&mut body).await, places.taken()), (None, 1));
            drop(body);
            assert_eq!(places.taken(), 0);
            let mut body = streamed(places.enter().unwrap(), Duration::from_millis(1));
            assert_eq!(next(&mut body).await, Some(Ok("one".into())));
            // A bound, not a wait.
            for _ in 0..2_000 {
                if places.taken() == 0 {
                    break;
                }
                sleep(Duration::from_millis(5)).await;
            }
            assert_eq!(places.taken(), 0);
            assert!(matches!(next(&mut body).await, Some(Err(_))));
        });
    }
}
