//! The types of file that are taken in.

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Pdf,
    Png,
    Jpeg,
    Docx,
    Xlsx,
    Pptx,
    /// The binary format of Word before 2007, which WPS文字 writes too.
    Doc,
    /// The same of Excel and WPS表格.
    Xls,
    /// The same of PowerPoint and WPS演示.
    Ppt,
    /// 版式文档 (GB/T 33190).
    Ofd,
    Text,
}

impl Media {
    pub const ALL: [Media; 11] = [
        Media::Pdf,
        Media::Png,
        Media::Jpeg,
        Media::Docx,
        Media::Xlsx,
        Media::Pptx,
        Media::Doc,
        Media::Xls,
        Media::Ppt,
        Media::Ofd,
        Media::Text,
    ];

    /// The word in rows and answers: the first of its extensions.
    pub fn word(self) -> &'static str {
        self.extensions().first().copied().unwrap_or_default()
    }

    /// The type of that word.
    pub fn of_word(word: &str) -> Option<Media> {
        Media::ALL.into_iter().find(|media| media.word() == word)
    }

    /// The extensions with which such a file opens in the right program.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Media::Pdf => &["pdf"],
            Media::Png => &["png"],
            Media::Jpeg => &["jpg", "jpeg"],
            Media::Docx => &["docx"],
            Media::Xlsx => &["xlsx"],
            Media::Pptx => &["pptx"],
            Media::Doc => &["doc", "wps"],
            Media::Xls => &["xls", "et"],
            Media::Ppt => &["ppt", "dps"],
            Media::Ofd => &["ofd"],
            Media::Text => &["txt"],
        }
    }

    /// The media type to send it under.
    pub fn mime(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Media::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Media::Doc => "application/msword",
            Media::Xls => "application/vnd.ms-excel",
            Media::Ppt => "application/vnd.ms-powerpoint",
            Media::Ofd => "application/ofd",
            // Its encoding is the writer's secret, so none is named.
            Media::Text => "application/octet-stream",
        }
    }
}
