//! How long a body may take to arrive: actix-web waits for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::rt::time::{Instant, Sleep, sleep_until};
use actix_web::web::Bytes;
use futures_util::Stream;

/// The slowest line a long body may come over, in bytes a second: what a telephone has at the edge of a network.
pub(super) const SLOWEST: u64 = 4096;

/// A body that fails with [`io::ErrorKind::TimedOut`] when it takes longer than the patience and the
/// slowest line allow.
pub(super) struct Patient {
    payload: Payload,
    patience: Duration,
    received: u64,
    /// Begins with the first wait: most bodies arrive with their head.
    began: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    pub(super) fn new(payload: Payload, patience: Duration) -> Self {
        Self {
            payload,
            patience,
            received: 0,
            began: None,
            alarm: None,
        }
    }
}

impl Stream for Patient {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, PayloadError>>> {
        if let Poll::Ready(next) = Pin::new(&mut self.payload).poll_next(context) {
            if let Some(Ok(bytes)) = &next {
                self.received += bytes.len() as u64;
            }
            return Poll::Ready(next);
        }
        let began = *self.began.get_or_insert_with(Instant::now);
        let end = began + self.patience + Duration::from_secs(self.received / SLOWEST);
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if alarm.deadline() != end {
            alarm.as_mut().reset(end);
        }
        alarm.as_mut().poll(context).map(|()| {
            let late = io::Error::from(io::ErrorKind::TimedOut);
            Some(Err(PayloadError::Io(late)))
        })
    }
}
