//! Names of files, as people give them and as they are given back.

use super::media::Media;

/// The longest name that is kept, in characters.
const LONGEST: usize = 120;
const NAMELESS: &str = "未命名";

/// What is kept of a given name: no folders, nothing invisible, nothing that turns the direction of
/// writing, and not too much, at the cost of the middle rather than of the extension.
pub fn clean(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let trimmed = visible.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if trimmed.is_empty() {
        return NAMELESS.to_owned();
    }
    let signs: Vec<char> = trimmed.chars().collect();
    if signs.len() <= LONGEST {
        return trimmed.to_owned();
    }
    let extension = extension(trimmed).map(|end| format!(".{end}")).unwrap_or_default();
    let kept = LONGEST - extension.chars().count();
    signs.into_iter().take(kept).chain(extension.chars()).collect()
}

/// The name to give out: with an extension of what the file is, so that no other program opens it.
pub fn for_download(name: &str, media: Media) -> String {
    let fits = extension(name).is_some_and(|end| media.extensions().contains(&&*end.to_ascii_lowercase()));
    if fits { name.to_owned() } else { format!("{name}.{}", media.word()) }
}

/// A short ending after the last dot.
fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, end)| end).filter(|end| (1..=10).contains(&end.len()) && end.is_ascii())
}

fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_what_is_no_name() {
        for (given, kept) in [
            ("情况说明.pdf", "情况说明.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\用户\\张三\\身份证.jpg", "身份证.jpg"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
            ("附件\u{202e}fdp.exe", "附件fdp.exe"),
            ("𬭎䶮㛃.pdf", "𬭎䶮㛃.pdf"),
            ("..", NAMELESS),
            ("", NAMELESS),
            ("folder/", NAMELESS),
            (" .htaccess. ", "htaccess"),
        ] {
            assert_eq!(clean(given), kept);
        }
        let long = clean(&format!("{}.docx", "长".repeat(300)));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with("长.docx"));
        assert_eq!(clean(&"长".repeat(300)).chars().count(), LONGEST);
    }

    #[test]
    fn a_name_is_given_out_with_the_extension_of_the_content() {
        assert_eq!(for_download("说明.PDF", Media::Pdf), "说明.PDF");
        assert_eq!(for_download("说明.exe", Media::Pdf), "说明.exe.pdf");
        assert_eq!(for_download("说明", Media::Jpeg), "说明.jpg");
        assert_eq!(for_download("说明.wps", Media::Doc), "说明.wps");
    }
}
