//! `gongkai letter`: a letter or a sheet of a case, or a sample, on standard output or into a file.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Failure, open};
use crate::app::{Clock, Printing, SystemClock};
use crate::casework::letter_print::{Format, Printable, find_blocking, render_with};
use crate::casework::templates::of_sample;
use crate::config::Settings;
use crate::documents::kind::LetterKind;
use crate::documents::texts::{TemplateId, Texts};

#[derive(clap::Args)]
pub struct Arguments {
    /// 登记编号，如QSXZR-2026-00001
    #[arg(required_unless_present = "sample")]
    case: Option<String>,
    /// 文书种类，如reply、correction_notice、receipt_applicant
    #[arg(required_unless_present = "sample")]
    kind: Option<String>,
    /// 不用案件，输出这一种类的样例
    #[arg(long, value_name = "KIND", conflicts_with_all = ["case", "kind"])]
    sample: Option<String>,
    /// pdf、docx、html或者txt
    #[arg(long, default_value = "pdf")]
    format: String,
    /// 写入文件；不填则写到标准输出
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Renders one letter.
pub fn run(
    arguments: &Arguments,
    settings: impl FnOnce() -> Result<Settings, Failure>,
) -> Result<(), Failure> {
    let format: Format =
        arguments.format.parse().map_err(|()| Failure::breach("--format应为pdf、docx、html或者txt"))?;
    let settings = settings()?;
    let (found, printing) = match (&arguments.sample, &arguments.case, &arguments.kind) {
        (Some(sample), ..) => {
            let kind = known(sample)?;
            let letter = of_sample(TemplateId::Letter(kind), &Texts::shipped())?;
            let on: NaiveDate = SystemClock.today();
            let printing = Printing::new(settings.font_folders).into();
            (Printable { letter, name: String::new(), on }, printing)
        }
        (None, Some(case), Some(kind)) => {
            let kind = known(kind)?;
            let app = open::app(&settings)?;
            (find_blocking(&app, case.clone(), kind)?, app.printing.clone())
        }
        _ => return Err(Failure::breach("请给出登记编号和文书种类，或者--sample")),
    };
    let bytes = render_with(&printing, &found.letter, format, found.on)?;
    match &arguments.output {
        Some(file) => std::fs::write(file, bytes)
            .map_err(|error| Failure::new(format!("无法写入{}：{error}", file.display()))),
        None => std::io::stdout().write_all(&bytes).map_err(Failure::new),
    }
}

fn known(tag: &str) -> Result<LetterKind, Failure> {
    let tags = || LetterKind::ALL.iter().map(|kind| kind.tag()).collect::<Vec<_>>().join("、");
    LetterKind::find(tag).ok_or_else(|| Failure::breach(format!("没有文书种类“{tag}”，可用的有：{}", tags())))
}
