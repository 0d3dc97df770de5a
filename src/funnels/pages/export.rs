//! A report as one table: what a row tells of stands in its first two columns.

use crate::{
    base::lang::{Lang, Text},
    funnels::{
        texts,
        told::{Told, ToldFigures, ToldStage},
        views::report_tables::named,
    },
    web::csv::{Cell, Csv},
};

const HEADS: [Text; 16] = [
    texts::FILE_TABLE,
    texts::NAME,
    texts::PAGE_VIEWS,
    texts::UNIQUE_VIEWS,
    texts::OPT_INS,
    texts::FILE_OPT_IN_RATE,
    texts::ENTRIES,
    texts::EXITS,
    texts::FILE_OF_FIRST,
    texts::FILE_OF_PREVIOUS,
    texts::DROP_OFF,
    texts::CONVERSIONS,
    texts::FILE_CONVERSION_RATE,
    texts::VALUE,
    texts::FILE_MEDIAN,
    texts::FILE_P90,
];

pub fn table(lang: Lang, told: &Told) -> Csv {
    let mut csv = Csv::new(HEADS.map(|head| head.get(lang)));
    let text = |text: Text| Cell::from(text.get(lang));
    let span = |from: &str, to: &str| Cell::Text(format!("{from} – {to}"));
    let none = || [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    let previous = &told.previous;
    csv.row(figures(text(texts::TOTAL), span(&told.from, &told.to), &told.total, none(), took(told.median_ms, told.p90_ms)));
    csv.row(figures(text(texts::BEFORE), span(&previous.from, &previous.to), &previous.figures, none(), took(None, None)));
    for one in &told.stages {
        csv.row(stage(lang, one));
    }
    for (by, parts) in [
        (texts::BY_SOURCE, &told.by_source),
        (texts::BY_CAMPAIGN, &told.by_campaign),
        (texts::BY_PAGE, &told.by_page),
        (texts::BY_DEVICE, &told.by_device),
    ] {
        for part in parts {
            csv.row(figures(text(by), Cell::Text(named(lang, by, part)), &part.figures, none(), took(None, None)));
        }
    }
    for day in &told.days {
        csv.row(figures(text(texts::BY_DAY), Cell::from(day.day.as_str()), &day.figures, none(), took(None, None)));
    }
    csv
}

/// Exits, shares and drop-off are told of stages alone.
fn figures(table: Cell, name: Cell, told: &ToldFigures, [exits, of_first, of_previous, lost]: [Cell; 4], took: [Cell; 2]) -> [Cell; 16] {
    let [median, p90] = took;
    [
        table,
        name,
        told.page_views.into(),
        told.unique_page_views.into(),
        told.opt_ins.into(),
        rate(told.opt_in_rate_bp),
        told.entries.into(),
        exits,
        of_first,
        of_previous,
        lost,
        told.conversions.into(),
        rate(told.conversion_rate_bp),
        told.value.into(),
        median,
        p90,
    ]
}

fn stage(lang: Lang, told: &ToldStage) -> [Cell; 16] {
    let [median, p90] = took(told.median_ms, told.p90_ms);
    [
        texts::BY_STAGE.get(lang).into(),
        told.name.as_str().into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        told.entries.into(),
        told.exits.into(),
        rate(told.share_of_first_bp),
        rate(told.share_of_previous_bp),
        told.drop_off.map_or(Cell::Empty, Cell::Number),
        told.conversions.into(),
        Cell::Empty,
        told.value.into(),
        median,
        p90,
    ]
}

fn rate(bp: Option<i64>) -> Cell {
    bp.map_or(Cell::Empty, Cell::Rate)
}

/// In minutes, which is finer than the histogram tells.
fn took(median_ms: Option<i64>, p90_ms: Option<i64>) -> [Cell; 2] {
    [median_ms, p90_ms].map(|ms| ms.map_or(Cell::Empty, |ms| Cell::Number(ms / crate::base::time::MINUTE_MS)))
}
