//! Yes and no as filled in on forms.

use super::{ValueError, collapse_blanks};

/// Reads an answer; `-` in such a column means no.
pub fn parse(text: &str) -> Result<bool, ValueError> {
    let word = collapse_blanks(text).to_lowercase();
    match word.trim_end_matches('.') {
        "ya" | "y" | "iya" | "yes" | "ada" | "sudah" | "true" | "benar" | "aktif" | "√" | "✓"
        | "✔" | "v" | "1" => Ok(true),
        "tidak" | "tdk" | "tidak ada" | "tdk ada" | "no" | "belum" | "belum ada" | "bukan"
        | "false" | "tidak aktif" | "0" | "-" | "–" => Ok(false),
        _ => Err(ValueError::new(
            "invalid_yes_no",
            "isian harus Ya atau Tidak",
            "the answer must be Ya (yes) or Tidak (no)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for text in ["Ya", "YA.", "Ada", "√", "V", "v", "1", " sudah "] {
            assert_eq!(parse(text), Ok(true), "{text}");
        }
        for text in ["Tidak", "Belum", "Tidak  ada", "0", "-", "tdk"] {
            assert_eq!(parse(text), Ok(false), "{text}");
        }
        for text in ["x", "T", "mungkin", ""] {
            assert_eq!(parse(text).unwrap_err().code, "invalid_yes_no", "{text}");
        }
    }
}
