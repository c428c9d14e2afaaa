//! The embedded table of festivals against a library's Chinese calendar and the usual formula of 清明.

use std::fs;

use chrono::{Datelike, NaiveDate};
use icu_calendar::Date;
use icu_calendar::cal::Iso;
use icu_calendar::types::Month;

use super::given::day;

fn civil_day(year: i32, month: u8, day_of_month: u8) -> NaiveDate {
    let iso =
        Date::try_new_chinese_traditional(year, Month::new(month), day_of_month).unwrap().to_calendar(Iso);
    NaiveDate::from_ymd_opt(year, iso.month().ordinal.into(), iso.day_of_month().0.into()).unwrap()
}

/// 清明 by the formula in use for centuries of almanacs: day [Y·0.2422 + C] − [Y/4] of April.
fn qingming(year: i32) -> NaiveDate {
    let of_century = if year < 2100 { year - 2000 } else { 100 };
    let april = (f64::from(of_century) * 0.2422 + 4.81) as i32 - of_century / 4;
    // 2100 is no leap year, so the formula's last leap day is one too many.
    let april = if year == 2100 { april + 1 } else { april };
    NaiveDate::from_ymd_opt(year, 4, april as u32).unwrap()
}

#[test]
fn the_table_of_festivals_agrees_with_the_chinese_calendar_until_2100() {
    let table = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/holidays/festivals.csv")).unwrap();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("year,spring_festival,dragon_boat,mid_autumn,qingming"));
    let mut years = 2007..=2100;
    for line in lines.by_ref() {
        let cells: Vec<_> = line.split(',').collect();
        let year = years.next().unwrap();
        assert_eq!(cells[0], year.to_string());
        assert_eq!(day(cells[1]), civil_day(year, 1, 1), "春节 {year}");
        assert_eq!(day(cells[2]), civil_day(year, 5, 5), "端午 {year}");
        assert_eq!(day(cells[3]), civil_day(year, 8, 15), "中秋 {year}");
        assert_eq!(day(cells[4]), qingming(year), "清明 {year}");
    }
    assert_eq!(years.next(), None, "a year is missing");
}

/// The notices themselves, where they name a festival's own day off on a working day of the week.
#[test]
fn the_notices_give_each_festival_off() {
    let table = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/holidays/festivals.csv")).unwrap();
    let off = &super::day_by_day::exceptions().off;
    for line in table.lines().skip(1).take_while(|line| !line.starts_with("2027")) {
        for festival in line.split(',').skip(1).map(day) {
            let weekday = festival.weekday().number_from_monday() <= 5;
            let of_the_whole_year = festival.year() >= 2008 || festival.month() == 2;
            assert!(!weekday || !of_the_whole_year || off.contains(&festival), "{festival}");
        }
    }
}
