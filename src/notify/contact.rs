//! Addresses of people, checked once where they come in and masked wherever they could be shown.

use std::fmt;

/// An e-mail address that any mail server takes: ASCII, no longer than SMTP allows.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(lettre::Address);

/// A mobile number of the mainland, 11 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

/// Why a contact cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactFault {
    #[error("电子邮箱地址有误，应写作name@example.cn的形式，只含英文字母、数字和符号")]
    Mail,
    #[error("手机号码有误，应为11位数字")]
    Phone,
}

/// RFC 5321 4.5.3.1: a path has 256 octets with its brackets, a local part 64.
const LONGEST_ADDRESS: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;

impl MailAddress {
    /// Reads an address without a display name.
    ///
    /// # Errors
    /// [`ContactFault::Mail`].
    pub fn parse(text: &str) -> Result<MailAddress, ContactFault> {
        let text = text.trim();
        let address: lettre::Address = text.parse().map_err(|_| ContactFault::Mail)?;
        // A quoted local part may hold spaces and brackets, and nobody has one.
        let plain =
            text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '<' | '>' | '(' | ')'));
        if plain && text.len() <= LONGEST_ADDRESS && address.user().len() <= LONGEST_LOCAL_PART {
            Ok(MailAddress(address))
        } else {
            Err(ContactFault::Mail)
        }
    }

    pub(super) fn inner(&self) -> &lettre::Address {
        &self.0
    }

    /// What stands after the @.
    pub fn domain(&self) -> &str {
        self.0.domain()
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "***@{}", self.0.domain())
    }
}

impl PhoneNumber {
    /// Reads a number as people write it: spaces, hyphens and +86 are taken off.
    ///
    /// # Errors
    /// [`ContactFault::Phone`].
    pub fn parse(text: &str) -> Result<PhoneNumber, ContactFault> {
        let bare: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let digits = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")).unwrap_or(&bare);
        match digits.as_bytes() {
            [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit) => {
                Ok(PhoneNumber(digits.to_owned()))
            }
            _ => Err(ContactFault::Phone),
        }
    }

    /// The 11 digits, for the gateway alone.
    pub(super) fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_read_as_people_write_them() {
        for text in ["13812345678", "138 1234 5678", "+86 138-1234-5678", "008613812345678"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().digits(), "13812345678", "{text}");
        }
        for text in ["", "12812345678", "1381234567", "138123456789", "0937-8261234", "1381234567x"] {
            assert_eq!(PhoneNumber::parse(text), Err(ContactFault::Phone), "{text}");
        }
    }

    #[test]
    fn mail_addresses_hold_nothing_that_could_end_a_line() {
        assert_eq!(MailAddress::parse(" wang@example.cn ").unwrap().domain(), "example.cn");
        let long = format!("{}@example.cn", "a".repeat(65));
        for text in
            ["", "wang", "王@example.cn", "a@b\r\nBcc: c@d", "\"a b\"@example.cn", "<a@example.cn>", &long]
        {
            assert_eq!(MailAddress::parse(text), Err(ContactFault::Mail), "{text}");
        }
    }

    #[test]
    fn contacts_are_masked() {
        let mail = MailAddress::parse("wangxiuying@example.cn").unwrap();
        let phone = PhoneNumber::parse("13812345678").unwrap();
        let shown = format!("{mail:?} {phone:?}");
        assert!(!shown.contains("wang") && !shown.contains("138"), "{shown}");
    }
}
