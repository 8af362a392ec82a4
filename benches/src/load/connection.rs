//! One keep-alive connection of HTTP/1.1.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Caller, Figures};

const HEADERS: usize = 48;

/// An answer as it stands in the connection's buffer.
#[derive(Debug)]
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: &'a [u8],
    headers: &'a [httparse::Header<'a>],
}

impl<'a> Answer<'a> {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let found = self
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    }

    /// Fails, with the answer itself, unless the status is this.
    pub fn expect(&self, status: u16) -> Result<()> {
        if self.status == status {
            return Ok(());
        }
        let body = String::from_utf8_lossy(self.body);
        bail!("{} instead of {status}: {body}", self.status)
    }
}

/// Writes a request with a body of JSON, or without one.
///
/// `headers` are whole lines, each with its end.
pub fn request(out: &mut Vec<u8>, method: &str, path: &str, headers: &str, body: &[u8]) {
    for part in [method, " ", path, " HTTP/1.1\r\nHost: bench\r\n", headers] {
        out.extend_from_slice(part.as_bytes());
    }
    if !body.is_empty() {
        out.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
}

/// Sends requests until the time is over; whoever waits for an answer then still gets it.
pub(super) async fn serve<C: Caller>(
    address: SocketAddr,
    mut caller: C,
    from: Instant,
    until: Instant,
) -> (Figures, C) {
    let mut figures = Figures::new(until - from);
    if let Err(error) = converse(address, &mut caller, &mut figures, from, until).await {
        figures.failed(&error);
    }
    (figures, caller)
}

async fn converse<C: Caller>(
    address: SocketAddr,
    caller: &mut C,
    figures: &mut Figures,
    from: Instant,
    until: Instant,
) -> Result<()> {
    let mut stream = connect(address).await?;
    let mut out = Vec::with_capacity(4096);
    let mut held = Vec::with_capacity(64 * 1024);
    loop {
        let began = Instant::now();
        if began >= until {
            return Ok(());
        }
        out.clear();
        caller.write(&mut out);
        stream.write_all(&out).await.context("sending")?;
        let size = receive(&mut stream, &mut held).await?;
        let ended = Instant::now();
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let answer = parse(&held, size, &mut headers)?;
        if began >= from && ended <= until {
            figures.answered(answer.status, ended - began);
        } else {
            figures.beside += 1;
        }
        if let Err(error) = caller.read(&answer) {
            figures.failed(&error);
        }
        // So ends a refusal before the body was read.
        let ends = answer
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if ends {
            stream = connect(address).await?;
        }
        held.clear();
    }
}

async fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).await.context("connecting")?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads one whole answer into `held`; the size of its head.
async fn receive(stream: &mut TcpStream, held: &mut Vec<u8>) -> Result<usize> {
    let mut head: Option<(usize, usize)> = None;
    loop {
        let read = stream.read_buf(held).await.context("receiving")?;
        ensure!(read > 0, "the connection was closed");
        if head.is_none() {
            head = measure(held)?;
        }
        if let Some((head, body)) = head
            && held.len() >= head + body
        {
            ensure!(held.len() == head + body, "more than one answer came");
            return Ok(head);
        }
    }
}

/// The sizes of head and body, once the head is there.
fn measure(held: &[u8]) -> Result<Option<(usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(size) = head.parse(held)? else {
        return Ok(None);
    };
    let length = head
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body = match (length, head.code) {
        (Some(length), _) => std::str::from_utf8(length.value)?.trim().parse()?,
        (None, Some(204 | 304)) => 0,
        (None, _) => bail!("an answer without Content-Length"),
    };
    Ok(Some((size, body)))
}

fn parse<'a>(
    held: &'a [u8],
    size: usize,
    headers: &'a mut [httparse::Header<'a>; HEADERS],
) -> Result<Answer<'a>> {
    let mut head = httparse::Response::new(headers);
    head.parse(held)?;
    Ok(Answer {
        status: head.code.context("an answer without status")?,
        headers: head.headers,
        body: &held[size..],
    })
}

#[cfg(test)]
mod tests {
    use super::{measure, request};

    #[test]
    fn an_answer_is_whole_once_its_head_and_length_are_there() {
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"a\"\r\n\r\nhel";
        let head = text.len() - 3;
        assert_eq!(measure(&text[..head - 1]).unwrap(), None);
        assert_eq!(measure(text).unwrap(), Some((head, 5)));
        let empty = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(measure(empty).unwrap(), Some((empty.len(), 0)));
        assert!(measure(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_request_has_the_length_of_its_body() {
        let mut out = Vec::new();
        request(&mut out, "POST", "/x", "Accept: */*\r\n", b"{}");
        assert_eq!(
            out,
            b"POST /x HTTP/1.1\r\nHost: bench\r\nAccept: */*\r\nContent-Length: 2\r\n\r\n{}"
        );
    }
}
