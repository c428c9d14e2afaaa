//! Numbers as they come from a scanner or a list: mended, recognised, and checked without ever blocking.

use crate::law::text::half_width;

/// What a scanned or typed text is without what a scanner or an input method adds: blanks, invisible signs,
/// full-width letters and digits.
pub fn mend(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '—' | '–' | '‐' | '−' => '-',
            other => half_width(other),
        })
        .filter(|sign| !sign.is_whitespace() && !sign.is_control() && !is_invisible(*sign))
        .collect()
}

fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The 登记编号 within what was scanned: itself, or the part of a 查询码's address. The 查询码 behind `#` is
/// left out.
pub fn case_number(scanned: &str) -> String {
    let without_code = scanned.split(['#', '?']).next().unwrap_or_default();
    match without_code.rsplit_once("/status/") {
        Some((_, number)) => decoded(number.trim_end_matches('/')),
        None => without_code.to_owned(),
    }
}

/// A part of an address, its `%` signs read.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|sign| char::from(*sign).to_digit(16));
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Whether it has the shape of a number of the post: two letters, nine digits and a country (UPU S10), or
/// the thirteen digits of domestic mail.
pub fn is_of_mail(number: &str) -> bool {
    is_s10(number) || (number.len() == 13 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_s10(number: &str) -> bool {
    let &[a, b, ref digits @ .., y, z] = number.as_bytes() else { return false };
    digits.len() == 9
        && [a, b, y, z].iter().all(u8::is_ascii_uppercase)
        && digits.iter().all(u8::is_ascii_digit)
}

/// What looks wrong with a number of the post: it warns and never blocks, for the sticker may be right.
pub fn doubt(number: &str) -> Option<&'static str> {
    if is_s10(number) {
        let digits: Vec<u32> = number.chars().filter_map(|sign| sign.to_digit(10)).collect();
        let (body, check) = digits.split_at(8);
        return (check.first() != Some(&s10_check(body))).then_some("校验位不对，请核对是否抄错");
    }
    (!is_of_mail(number)).then_some("不像邮政的邮件号（13位），请核对")
}

/// UPU S10: weights 8 6 4 2 3 5 9 7.
fn s10_check(digits: &[u32]) -> u32 {
    let sum: u32 = digits.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        check => check,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scanners_and_input_methods_add_is_taken_away() {
        assert_eq!(mend(" QS—２０２６－0001\u{200b}\t\n"), "QS-2026-0001");
        assert_eq!(mend("ＥＡ473124829ＣＮ"), "EA473124829CN");
    }

    #[test]
    fn a_number_is_found_in_an_address_and_its_code_is_left_out() {
        assert_eq!(case_number("https://zwgk.example/status/QS-2026-1#123412341234"), "QS-2026-1");
        assert_eq!(case_number("QS-2026-1"), "QS-2026-1");
        assert_eq!(case_number("http://x/status/%E6%B8%85-1/?a#1"), "清-1");
        assert_eq!(case_number("http://x/status/%e"), "%e");
    }

    #[test]
    fn the_check_digit_of_the_post_is_known() {
        // The example of the standard.
        assert_eq!(doubt("RR473124829GB"), None);
        assert!(doubt("RR473124828GB").unwrap().contains("校验位"));
        assert_eq!(doubt("1234567890123"), None);
        assert!(doubt("12345").is_some());
        assert!(doubt("").is_some());
        assert!(doubt("编号").is_some());
    }
}
