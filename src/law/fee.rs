//! 信息处理费 (国办函〔2020〕109号, rules §6): amounts by progressive tiers, and nothing else.

use serde::{Deserialize, Serialize};

/// An amount in whole yuan. All tiers are multiples of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Yuan(pub u64);

/// F-2: one standard for one application, never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standard", deny_unknown_fields)]
pub enum FeeBasis {
    /// 按件: `before` applications of the same applicant earlier in this calendar month, `items` now.
    PerItem { before: u32, items: u32 },
    /// 按量: pages of this one application, A4 or smaller, one side a page.
    PerPage { pages: u32 },
}

/// One tier as it stands in the notice: so many at such a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    pub count: u64,
    pub price: Yuan,
}

impl FeeBasis {
    /// The tiers that are charged, for the notice to show.
    pub fn tiers(self) -> Vec<Tier> {
        match self {
            FeeBasis::PerItem { before, items } => {
                let (from, to) = (u64::from(before), u64::from(before) + u64::from(items));
                let mut tiers = vec![slice(from, to, 10, 30, 100)];
                // F-4: from the 31st on, each tier of ten costs 100 yuan more than the one before.
                let mut tier = (from.max(30) - 30) / 10;
                while 30 + tier * 10 < to {
                    tiers.push(slice(from, to, 30 + tier * 10, 40 + tier * 10, 200 + 100 * tier));
                    tier += 1;
                }
                tiers.into_iter().filter(|t| t.count > 0).collect()
            }
            // F-7.
            FeeBasis::PerPage { pages } => [(30, 100, 10), (100, 200, 20), (200, u64::MAX, 40)]
                .into_iter()
                .map(|(above, upto, price)| slice(0, u64::from(pages), above, upto, price))
                .filter(|t| t.count > 0)
                .collect(),
        }
    }

    /// What is to be paid.
    pub fn amount(self) -> Yuan {
        Yuan(self.tiers().iter().map(|tier| tier.count * tier.price.0).sum())
    }
}

/// How many of the numbers `from`+1 ..= `to` lie in `above`+1 ..= `upto`.
fn slice(from: u64, to: u64, above: u64, upto: u64, price: u64) -> Tier {
    let count = to.min(upto).saturating_sub(from.max(above));
    Tier { count, price: Yuan(price) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_charged_by_progressive_tiers() {
        let amount = |pages| FeeBasis::PerPage { pages }.amount().0;
        assert_eq!([amount(0), amount(30), amount(31), amount(100)], [0, 0, 10, 700]);
        assert_eq!([amount(200), amount(201)], [2_700, 2_740]);
        assert_eq!(amount(68), 380, "the amount of the 2025 report of Suqian");
        assert_eq!(amount(1_500), 54_700, "REAL-9, Chengdu 2024");
    }

    #[test]
    fn items_of_one_month_accumulate() {
        let amount = |before, items| FeeBasis::PerItem { before, items }.amount().0;
        assert_eq!([amount(0, 10), amount(10, 1), amount(0, 30)], [0, 100, 2_000]);
        assert_eq!([amount(30, 10), amount(40, 10), amount(35, 10)], [2_000, 3_000, 1_000 + 1_500]);
        assert_eq!(amount(0, 31), 2_000 + 200);
        let whole = amount(0, 57);
        let parts: u64 = (0..57).map(|n| amount(n, 1)).sum();
        assert_eq!(whole, parts, "asking one by one costs as much as asking at once");
    }
}
