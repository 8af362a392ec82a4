//! The catalogue of problem codes: one line a code, everything else is derived from it.

use crate::text::Text;

/// What `/problems/{code}` explains.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The last part of the problem's `type`.
    pub slug: &'static str,
    /// The HTTP status it comes with.
    pub status: u16,
    /// The problem's `title`.
    pub title: (&'static str, &'static str),
    /// What it means and the way out.
    pub way_out: (&'static str, &'static str),
}

macro_rules! catalogue {
    ($($name:ident $status:literal $slug:literal: $tid:literal | $ten:literal => $wid:literal | $wen:literal;)+) => {
        /// A problem code: never changes with the language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $ten] $name),+ }

        impl Code {
            /// Every code of the service.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code's line of the catalogue.
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$name => Entry { slug: $slug, status: $status, title: ($tid, $ten), way_out: ($wid, $wen) }),+
                }
            }

            /// The code with this slug.
            pub fn from_slug(slug: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.entry().slug == slug)
            }
        }
    };
}

catalogue! {
    MalformedBody 400 "malformed_body": "Isi permintaan tidak dapat dibaca" | "The request body cannot be read"
        => "Perbaiki sintaks JSON pada baris dan kolom yang disebutkan." | "Correct the JSON syntax at the line and column named.";
    InvalidEncoding 400 "invalid_encoding": "Teks bukan UTF-8" | "The text is not UTF-8"
        => "Kirim teks dalam UTF-8." | "Send the text as UTF-8.";
    UnknownField 400 "unknown_field": "Ada isian yang tidak dikenal" | "A field is unknown"
        => "Hapus atau perbaiki nama isian yang disebutkan; daftar isian ada di /docs." | "Remove or correct the fields named; /docs lists the fields that exist.";
    UnknownParameter 400 "unknown_parameter": "Ada parameter yang tidak dikenal" | "A parameter is unknown"
        => "Hapus atau perbaiki nama parameter yang disebutkan; daftar parameter ada di /docs." | "Remove or correct the parameters named; /docs lists those that exist.";
    InvalidParameter 400 "invalid_parameter": "Ada parameter yang tidak dapat dibaca" | "A parameter cannot be read"
        => "Perbaiki parameter yang disebutkan." | "Correct the parameters named.";
    InvalidHeader 400 "invalid_header": "Ada header yang tidak dapat dibaca" | "A header cannot be read"
        => "Perbaiki header yang disebutkan." | "Correct the header named.";
    InvalidCursor 400 "invalid_cursor": "Kursor tidak berlaku" | "The cursor is not valid"
        => "Pakai kursor persis seperti diterima, pada daftar dan urutan yang sama, atau mulai lagi tanpa kursor." | "Use a cursor exactly as received, on the same list and order, or start again without one.";
    CursorExpired 400 "cursor_expired": "Kursor berasal dari masa sebelum pemulihan basis data" | "The cursor is from before the database was restored"
        => "Baca ulang daftar penuh, lalu mulai umpan perubahan tanpa kursor." | "Read the full list again, then start the change feed without a cursor.";
    ActorRequired 400 "actor_required": "Header Sinergi-Actor wajib" | "The Sinergi-Actor header is required"
        => "Kirim header Sinergi-Actor dengan tanda pengenal pejabat di sistem Anda (1-64 dari A-Z a-z 0-9 . _ -, bukan nama atau NIK)." | "Send the header Sinergi-Actor with the official's opaque id in your system (1-64 of A-Z a-z 0-9 . _ -, not a name or NIK).";
    IdempotencyKeyRequired 400 "idempotency_key_required": "Header Idempotency-Key wajib" | "The Idempotency-Key header is required"
        => "Kirim header Idempotency-Key berisi UUID baru untuk setiap permintaan baru." | "Send the header Idempotency-Key with a new UUID for each new request.";
    InvalidGrant 400 "invalid_grant": "Permintaan token tidak dapat dibaca" | "The token request cannot be read"
        => "Kirim grant_type=client_credentials sebagai application/x-www-form-urlencoded." | "Send grant_type=client_credentials as application/x-www-form-urlencoded.";
    InvalidClient 401 "invalid_client": "Klien atau rahasianya salah" | "The client or its secret is wrong"
        => "Periksa client_id dan client_secret; klien baru dibuat dengan `sinergi clients create`." | "Check client_id and client_secret; `sinergi clients create` makes a new client.";
    InvalidToken 401 "invalid_token": "Token tidak ada atau tidak berlaku" | "The token is missing or not valid"
        => "Minta token baru di /oauth/token dan kirim sebagai Authorization: Bearer." | "Ask for a new token at /oauth/token and send it as Authorization: Bearer.";
    InsufficientScope 403 "insufficient_scope": "Cakupan token tidak cukup" | "The token's scope is not sufficient"
        => "Minta token dengan cakupan yang disebutkan, atau minta administrator memberikannya kepada klien." | "Ask for a token with the scope named, or have an administrator grant it to the client.";
    OwnedByAnotherAgency 403 "owned_by_another_agency": "Baris ini milik instansi lain" | "Another agency owns this row"
        => "Minta instansi pemilik untuk mengubahnya; provinsi dan pusat hanya mengubah barisnya sendiri." | "Ask the agency that owns it to change it; provinces and national agencies change only their own rows.";
    NotFound 404 "not_found": "Tidak ditemukan" | "Not found"
        => "Periksa alamat dan tanda pengenal; baris di luar wilayah kerja Anda dianggap tidak ada." | "Check the address and the id; a row outside your jurisdiction does not exist for you.";
    NotEnteredYet 404 "not_entered_yet": "Pada tanggal itu baris ini belum tercatat" | "On that day the row was not entered yet"
        => "Minta tanggal sejak baris ini tercatat; created_at pada keadaan sekarang menyebutkannya." | "Ask for a day since the row was entered; created_at of its present state tells it.";
    HistoryNotAvailable 404 "history_not_available": "Keadaan pada tanggal itu tidak dapat disusun kembali" | "The state on that day cannot be put together"
        => "Nilai jejak audit sebelum tanggal itu telah dihapus (UU 27/2022); riwayat tetap menyebutkan siapa berbuat apa dan kapan." | "Values of the audit trail before that day were erased (UU 27/2022); the history still tells who did what and when.";
    MethodNotAllowed 405 "method_not_allowed": "Metode tidak didukung di alamat ini" | "The method is not supported at this address"
        => "Lihat header Allow dan /docs." | "See the Allow header and /docs.";
    NotAcceptable 406 "not_acceptable": "Format yang diminta tidak tersedia" | "The format asked for is not available"
        => "Minta salah satu format yang didokumentasikan operasi ini." | "Ask for one of the formats that this operation documents.";
    RequestTimeout 408 "request_timeout": "Permintaan terlalu lama dikirim" | "The request took too long to arrive"
        => "Kirim lagi dengan sambungan yang lebih cepat atau berkas yang lebih kecil." | "Send it again over a faster connection or in smaller parts.";
    Conflict 409 "conflict": "Bertentangan dengan keadaan sekarang" | "It conflicts with the present state"
        => "Baca keadaan sekarang, lalu putuskan lagi." | "Read the present state and decide again.";
    AlreadyExists 409 "already_exists": "Sudah ada" | "It exists already"
        => "Ubah baris yang sudah ada, bukan membuat yang baru." | "Change the row that exists instead of creating another.";
    TransitionNotAllowed 409 "transition_not_allowed": "Perpindahan status tidak diperbolehkan" | "The transition is not allowed"
        => "Pilih salah satu status dalam allowed_transitions." | "Choose one of allowed_transitions.";
    FourEyesRequired 409 "four_eyes_required": "Pemeriksa harus orang lain" | "Somebody else must verify"
        => "Minta pejabat lain (Sinergi-Actor yang berbeda) untuk memeriksa." | "Have another official (a different Sinergi-Actor) verify it.";
    SecretLimit 409 "secret_limit": "Klien sudah memiliki dua rahasia yang berlaku" | "The client has two valid secrets already"
        => "Akhiri salah satu rahasia (DELETE /v1/clients/{id}/secrets/{secret_id}), lalu minta yang baru." | "End one of them (DELETE /v1/clients/{id}/secrets/{secret_id}), then ask for a new one.";
    OwnAccess 409 "own_access": "Perubahan ini mengakhiri akses klien Anda sendiri" | "This would end the access of your own client"
        => "Lakukan dengan klien admin lain, atau dengan perintah `sinergi clients` di server." | "Do it with another admin client, or with the command `sinergi clients` on the server.";
    QuarterClosed 409 "quarter_closed": "Triwulan sudah ditutup" | "The quarter is closed"
        => "Laporkan koreksi sebagai revisi baru (POST realisasi dengan correction_reason); angka lama tetap terbaca." | "Report a correction as a new revision (POST a realization with correction_reason); the old figure stays readable.";
    StillReferenced 409 "still_referenced": "Masih dirujuk oleh baris lain" | "Other rows still refer to it"
        => "Lepaskan rujukannya dahulu." | "Remove the references first.";
    IdempotencyInProgress 409 "idempotency_in_progress": "Permintaan dengan kunci ini masih berjalan" | "A request with this key is still running"
        => "Tunggu sesuai Retry-After lalu kirim permintaan yang sama." | "Wait as Retry-After says, then send the same request.";
    PreconditionFailed 412 "precondition_failed": "Baris sudah berubah" | "The row has changed"
        => "Baca lagi, gabungkan perubahan Anda, dan kirim dengan ETag yang baru." | "Read it again, merge your change and send it with the new ETag.";
    BodyTooLarge 413 "body_too_large": "Isi permintaan terlalu besar" | "The request body is too large"
        => "Kirim paling banyak sebesar batas yang disebutkan dalam dokumentasi operasi ini." | "Send no more than the limit this operation documents.";
    UriTooLong 414 "uri_too_long": "Alamat terlalu panjang" | "The address is too long"
        => "Perpendek parameter." | "Shorten the parameters.";
    UnsupportedMediaType 415 "unsupported_media_type": "Jenis media tidak didukung" | "The media type is not supported"
        => "Kirim jenis media yang disebutkan dalam dokumentasi operasi ini." | "Send a media type this operation documents.";
    ValidationFailed 422 "validation_failed": "Ada isian yang tidak memenuhi aturan" | "A field breaks a rule"
        => "Perbaiki setiap isian dalam errors." | "Correct every field listed in errors.";
    IdempotencyKeyReused 422 "idempotency_key_reused": "Kunci ini sudah dipakai untuk permintaan lain" | "This key was used for another request"
        => "Pakai UUID baru untuk permintaan yang berbeda." | "Use a new UUID for a different request.";
    PreconditionRequired 428 "precondition_required": "Header If-Match wajib" | "The If-Match header is required"
        => "Kirim If-Match berisi ETag dari pembacaan terakhir." | "Send If-Match with the ETag of your last read.";
    RateLimited 429 "rate_limited": "Kuota permintaan sudah habis" | "The quota of requests is used up"
        => "Tunggu sesuai Retry-After lalu kirim permintaan yang sama; RateLimit pada jawaban menyebutkan sisa kuota." | "Wait as Retry-After says, then send the same request; RateLimit in the answers tells how much is left.";
    HeadersTooLarge 431 "headers_too_large": "Header terlalu besar" | "The headers are too large"
        => "Kirim header yang lebih kecil." | "Send smaller headers.";
    Internal 500 "internal": "Kesalahan di pihak layanan" | "A fault on the service's side"
        => "Coba lagi; bila terulang, laporkan request_id." | "Try again; if it happens again, report the request_id.";
    DatabaseUnavailable 503 "database_unavailable": "Basis data sedang tidak dapat dihubungi" | "The database cannot be reached at the moment"
        => "Coba lagi sesuai Retry-After; permintaan yang sama aman diulang dengan Idempotency-Key yang sama." | "Try again as Retry-After says; with the same Idempotency-Key it is safe to repeat.";
    Busy 503 "busy": "Layanan sedang penuh" | "The service is at capacity"
        => "Coba lagi sesuai Retry-After." | "Try again as Retry-After says.";
}

impl Code {
    /// The code that stands for a status which the framework answered by itself.
    pub fn for_status(status: u16) -> Self {
        match status {
            401 => Self::InvalidToken,
            403 => Self::InsufficientScope,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            406 => Self::NotAcceptable,
            408 => Self::RequestTimeout,
            409 => Self::Conflict,
            412 => Self::PreconditionFailed,
            413 => Self::BodyTooLarge,
            414 => Self::UriTooLong,
            415 => Self::UnsupportedMediaType,
            422 => Self::ValidationFailed,
            428 => Self::PreconditionRequired,
            429 => Self::RateLimited,
            431 => Self::HeadersTooLarge,
            503 => Self::Busy,
            400..=499 => Self::InvalidHeader,
            _ => Self::Internal,
        }
    }

    /// The title in both languages.
    pub const fn title(self) -> Text {
        let (id, en) = self.entry().title;
        Text::new(id, en)
    }

    /// The way out in both languages.
    pub const fn way_out(self) -> Text {
        let (id, en) = self.entry().way_out;
        Text::new(id, en)
    }
}
