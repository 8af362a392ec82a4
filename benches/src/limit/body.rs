//! The answer's body: the values that were read, as JSON, filled up to the size of the service's.

use std::io::Write;

/// A body being written.
#[derive(Debug, Default)]
pub(super) struct Body(Vec<u8>);

impl Body {
    pub(super) fn with_capacity(size: usize) -> Self {
        Self(Vec::with_capacity(size + 1024))
    }

    pub(super) fn begin_row(&mut self) {
        self.0.push(b'{');
    }

    pub(super) fn end_row(&mut self) {
        self.0.extend_from_slice(b"},");
    }

    pub(super) fn name(&mut self, name: &str) {
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    pub(super) fn null(&mut self) {
        self.0.extend_from_slice(b"null,");
    }

    pub(super) fn number(&mut self, number: i64) {
        drop(write!(self.0, "{number},"));
    }

    pub(super) fn json(&mut self, json: &[u8]) {
        self.0.extend_from_slice(json);
        self.0.push(b',');
    }

    pub(super) fn text(&mut self, text: &[u8]) {
        self.0.push(b'"');
        let mut from = 0;
        for (n, byte) in text.iter().enumerate() {
            if *byte == b'"' || *byte == b'\\' || *byte < 0x20 {
                self.0.extend_from_slice(&text[from..n]);
                drop(write!(self.0, "\\u{byte:04x}"));
                from = n + 1;
            }
        }
        self.0.extend_from_slice(&text[from..]);
        self.0.extend_from_slice(b"\",");
    }

    pub(super) fn id(&mut self, bytes: &[u8]) {
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        match uuid::Uuid::from_slice(bytes) {
            Ok(id) => self.text(id.hyphenated().encode_lower(&mut text).as_bytes()),
            Err(_) => self.null(),
        }
    }

    /// The body, exactly of this size.
    pub(super) fn finish(mut self, size: usize) -> Vec<u8> {
        self.0.resize(size, b' ');
        self.0
    }
}
