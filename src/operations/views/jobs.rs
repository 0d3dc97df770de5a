//! How recurring work looks: what there is and when it runs, what is under way, what came of earlier runs.

use maud::{Markup, Render as _, html};

use crate::{
    accounts::model::{Account, AccountStatus},
    base::{
        form::RawForm,
        lang::{Lang, Message, Text},
        page::Page,
        time::{Timestamp, Zone},
    },
    operations::{
        runs::{By, JobRun, Lines, Scope, Standing, State, Told},
        texts,
    },
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        head::{page_head, page_head_below},
        icon::icon,
        identity,
        moment::moment,
        notice::notice,
        number::{file_size, grouped},
        pill::{Tone, pill},
        table::{self, Address},
    },
};

pub const PATH: &str = "/jobs";

/// Who looks, and when.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub lang: Lang,
    /// The agency's clock.
    pub zone: Zone,
    pub now: Timestamp,
    pub form_token: &'a str,
    pub lines: &'a Lines,
    pub accounts: &'a [Account],
}

pub struct Shown<'a> {
    pub standings: &'a [Standing],
    pub open: &'a [JobRun],
    pub query: &'a RawForm,
    pub filtered: bool,
    pub found: &'a Page<JobRun>,
}

pub fn list(place: &Place, shown: &Shown) -> Markup {
    let lang = place.lang;
    html! {
        (page_head(texts::JOBS.get(lang), texts::JOBS_SUBTITLE.get(lang), ""))
        div.stack {
            (failures(place, shown.standings))
            (under_way(place, shown.open))
            (card::flush(schedule(place, shown.standings)))
            (history(place, shown))
        }
    }
}

/// What runs or waits to, asked for again while there is any.
pub fn under_way(place: &Place, open: &[JobRun]) -> Markup {
    let lang = place.lang;
    // While nothing runs it is enough to look now and then.
    let again = if open.is_empty() { "every 15s" } else { "every 2s" };
    html! {
        div id="under-way" hx-get="/jobs/under-way" hx-trigger=(again) hx-select="#under-way" hx-swap="outerHTML" {
            @if !open.is_empty() {
                (card::card(texts::RUNNING_NOW.get(lang), html! {
                    div.stack { @for run in open { (at_work(place, run)) } }
                }))
            }
        }
    }
}

/// One run: what came of it, and what it said.
pub fn run(place: &Place, run: &JobRun, accounts: &[&Account]) -> Markup {
    let (lang, zone) = (place.lang, place.zone);
    let title = texts::RUN_TITLE.with(&[("job", &place.lines.label(&run.job).get(lang)), ("id", &run.id)]);
    let time = |at: Timestamp| html! { time datetime=(at) { (zone.date_time(at)) } };
    let who: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
    let who = if who.is_empty() { texts::AGENCY_SCOPE.get(lang).to_owned() } else { who.join(", ") };
    let mut facts = vec![
        (texts::OUTCOME.get(lang), html! { (state_pill(lang, run)) }),
        (texts::BY.get(lang), html! { (by(lang, run)) }),
        (texts::ACCOUNTS.get(lang), html! { (who) }),
        (texts::STARTED.get(lang), time(run.started_at)),
    ];
    if let Some(ended) = run.ended_at {
        facts.push((texts::ENDED.get(lang), time(ended)));
    }
    facts.push((texts::DURATION.get(lang), html! { (duration(lang, run.duration_ms(place.now))) }));
    facts.push((texts::ROWS.get(lang), html! { (number(run.rows)) }));
    facts.push((texts::PEAK.get(lang), html! { (memory(run.peak_bytes)) }));
    html! {
        (page_head_below((PATH, texts::JOBS.get(lang)), title.get(lang), "", ""))
        div.stack {
            @match run.state {
                State::Failed => (notice(Tone::Red, texts::FAILED_HELP.get(lang))),
                State::Interrupted => (notice(Tone::Amber, texts::INTERRUPTED_HELP.get(lang))),
                _ if run.late => (notice(Tone::Blue, texts::LATE_HELP.get(lang))),
                _ => {},
            }
            @if run.state.is_open() { (under_way(place, std::slice::from_ref(run))) }
            (card::card("", card::facts(&facts)))
            @if !run.state.is_open() { (card::card(texts::WHAT_IT_SAID.get(lang), said(place, &run.told))) }
        }
    }
}

fn failures(place: &Place, standings: &[Standing]) -> Markup {
    let lang = place.lang;
    html! {
        @for standing in standings {
            @if let Some(run) = standing.last.as_ref().filter(|run| run.state == State::Failed) {
                (notice(Tone::Red, html! {
                    (texts::FAILED_LAST.with(&[("job", &standing.line.label.get(lang))]).get(lang)) " "
                    a href=(run_path(run)) { (texts::SEE_WHY.get(lang)) }
                }))
            }
        }
    }
}

fn at_work(place: &Place, run: &JobRun) -> Markup {
    let lang = place.lang;
    let label = place.lines.label(&run.job);
    let (done, total) = (grouped(run.progress.done), run.progress.total.map(|total| total.max(run.progress.done)));
    let so_far = match total {
        Some(total) => texts::PROGRESS.with(&[("done", &done), ("total", &grouped(total))]),
        None => texts::PROGRESS_OPEN.with(&[("done", &done)]),
    };
    html! {
        div {
            p {
                a.strong href=(run_path(run)) { (label.get(lang)) } " " (state_pill(lang, run)) " "
                span.muted.small {
                    @if run.state == State::Asked { (texts::WAITS.get(lang)) }
                    @else { (duration(lang, run.duration_ms(place.now))) " · " (so_far.get(lang)) }
                }
            }
            @if run.state == State::Running {
                progress value=[total.map(|_| run.progress.done)] max=(total.unwrap_or(1).max(1)) aria-label=(label.get(lang)) {}
            }
        }
    }
}

fn schedule(place: &Place, standings: &[Standing]) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::JOB.get(lang)))
        (table::th(texts::WHEN.get(lang)))
        (table::th(texts::LAST_RUN.get(lang)))
        (table::th_right(texts::DURATION.get(lang)))
        (table::th_right(texts::ROWS.get(lang)))
        (table::th_right(texts::PEAK.get(lang)))
        (table::th(texts::NEXT_RUN.get(lang)))
        (table::th(texts::RUN_NOW.get(lang)))
    };
    let rows = html! {
        @for standing in standings {
            @let (line, last) = (&standing.line, standing.last.as_ref());
            tr {
                td { div.strong { (line.label.get(lang)) } div.small.muted { (line.purpose.get(lang)) } }
                td.nowrap {
                    (when(lang, line.cron))
                    div.small.muted { @if line.scope == Scope::Agency { (texts::AGENCY_SCOPE.get(lang)) } @else { (texts::EACH_ACCOUNT.get(lang)) } }
                }
                td.nowrap {
                    @match last {
                        Some(run) => {
                            a href=(run_path(run)) { (moment(lang, place.zone, place.now, run.started_at)) }
                            div { (state_pill(lang, run)) @if run.late { " " (pill(Tone::Grey, texts::LATE.get(lang))) } }
                        },
                        None => span.muted { (texts::NEVER.get(lang)) },
                    }
                }
                td.right.num.nowrap { @if let Some(run) = last { (duration(lang, run.duration_ms(place.now))) } @else { "–" } }
                td.right.num { (number(last.and_then(|run| run.rows))) }
                td.right.num.nowrap { (memory(last.and_then(|run| run.peak_bytes))) }
                td.nowrap {
                    @for (zone, at) in &standing.next {
                        div { time datetime=(at) { (zone.date_time(*at)) } @if standing.next.len() > 1 || *zone != place.zone { " " span.small.muted { (zone.name()) } } }
                    }
                    @if standing.next.is_empty() { "–" }
                }
                td { (run_now(place, standing)) }
            }
        }
    };
    table::table(texts::JOBS.get(lang), head, rows)
}

fn run_now(place: &Place, standing: &Standing) -> Markup {
    let (lang, line) = (place.lang, &standing.line);
    let is_open = standing.is_asked || standing.last.as_ref().is_some_and(|run| run.state.is_open());
    let label = texts::RUN_OF.with(&[("job", &line.label.get(lang))]);
    html! {
        @if is_open { span.muted.small { (texts::STATE_RUNNING.get(lang)) } }
        @else {
            form.actions method="post" action={ (PATH) "/" (line.name) "/run" } {
                (button::token(place.form_token))
                @if let Scope::Accounts { archived } = line.scope {
                    @let wanted = place.accounts.iter().filter(|account| archived || account.status != AccountStatus::Archived);
                    @let choices: Vec<(&str, &str)> = std::iter::once(("", texts::ALL_OF_THEM.get(lang)))
                        .chain(wanted.map(|account| (account.slug.as_str(), account.name.as_str()))).collect();
                    (filter::choice("account", texts::WHICH_ACCOUNT.get(lang), &choices, ""))
                }
                button.btn.btn-small type="submit" aria-label=(label.get(lang)) { (icon("player-play")) (texts::RUN_NOW.get(lang)) }
            }
        }
    }
}

fn history(place: &Place, shown: &Shown) -> Markup {
    let lang = place.lang;
    card::titled(
        texts::HISTORY.get(lang),
        "",
        html! {
            (filters(place, shown.query))
            @if shown.found.data.is_empty() {
                (empty::empty_state(
                    icon("history"),
                    if shown.filtered { texts::HISTORY_NONE_FOUND } else { texts::HISTORY_NONE }.get(lang),
                    if shown.filtered { texts::HISTORY_NONE_FOUND_HELP } else { texts::HISTORY_NONE_HELP }.get(lang),
                    if shown.filtered { button::link(Kind::Plain, PATH, texts::SHOW_ALL.get(lang)) } else { html! {} },
                ))
            } @else {
                (rows(place, &shown.found.data))
                (table::pages(lang, Address::new(PATH, shown.query), &shown.found.page))
            }
        },
    )
}

fn filters(place: &Place, query: &RawForm) -> Markup {
    let lang = place.lang;
    let jobs: Vec<(&str, &str)> =
        std::iter::once(("", texts::ANY_JOB.get(lang))).chain(place.lines.0.iter().map(|line| (line.name, line.label.get(lang)))).collect();
    let states: Vec<(&str, &str)> = std::iter::once(("", texts::ANY_STATE.get(lang)))
        .chain(State::ALL.into_iter().filter(|state| *state != State::Asked).map(|state| (state.name(), state.label().get(lang))))
        .collect();
    filter::filter_bar(
        lang,
        PATH,
        html! {
            (filter::choice("job", texts::JOB.get(lang), &jobs, query.text("job")))
            (filter::choice("state", texts::OUTCOME.get(lang), &states, query.text("state")))
        },
    )
}

fn rows(place: &Place, runs: &[JobRun]) -> Markup {
    let lang = place.lang;
    let head = html! {
        (table::th(texts::JOB.get(lang)))
        (table::th(texts::OUTCOME.get(lang)))
        (table::th(texts::BY.get(lang)))
        (table::th_right(texts::DURATION.get(lang)))
        (table::th_right(texts::ROWS.get(lang)))
        (table::th_right(texts::PEAK.get(lang)))
        (table::th_right(texts::STARTED.get(lang)))
    };
    let rows = html! {
        @for run in runs {
            @let number_of = format!("#{}", run.id);
            tr {
                td { (identity::two_lines(&run_path(run), place.lines.label(&run.job).get(lang), number_of)) }
                td {
                    (state_pill(lang, run)) @if run.late { " " (pill(Tone::Grey, texts::LATE.get(lang))) }
                    @if let Some(fault) = run.told.iter().find(|told| told.is_fault) { div.small.muted { (fault.what.get(lang)) } }
                }
                td.nowrap { (by(lang, run)) }
                td.right.num.nowrap { (duration(lang, run.duration_ms(place.now))) }
                td.right.num { (number(run.rows)) }
                td.right.num.nowrap { (memory(run.peak_bytes)) }
                td.right.muted.nowrap { (moment(lang, place.zone, place.now, run.started_at)) }
            }
        }
    };
    table::table(texts::HISTORY.get(lang), head, rows)
}

fn said(place: &Place, told: &[Told]) -> Markup {
    let lang = place.lang;
    let account =
        |slug: &str| place.accounts.iter().find(|account| account.slug == slug).map_or(slug.to_owned(), |account| account.name.clone());
    html! {
        @if told.is_empty() { p.muted { (texts::SAID_NOTHING.get(lang)) } }
        @else {
            ul.stack {
                @for sentence in told {
                    li {
                        @if sentence.is_fault { (pill(Tone::Red, texts::STATE_FAILED.get(lang))) " " }
                        @if let Some(slug) = &sentence.account { b { (account(slug)) } " " }
                        (sentence.what.get(lang))
                    }
                }
            }
        }
    }
}

fn state_pill(lang: Lang, run: &JobRun) -> Markup {
    let tone = match run.state {
        State::Asked => Tone::Grey,
        State::Running => Tone::Blue,
        State::Done => Tone::Green,
        State::Failed => Tone::Red,
        State::Interrupted => Tone::Amber,
    };
    pill(tone, run.state.label().get(lang))
}

fn by(lang: Lang, run: &JobRun) -> Markup {
    html! { @if run.by == By::User && !run.by_name.is_empty() { (run.by_name) } @else { (run.by.label().get(lang)) } }.render()
}

/// A cron expression as people say it, where it is one of the plain ones.
fn when(lang: Lang, cron: &str) -> String {
    let fields: Vec<&str> = cron.split_ascii_whitespace().collect();
    let pair = |hour: &str, minute: &str| Some(format!("{:02}:{:02}", hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?));
    let said: Option<Message> = match fields[..] {
        [minute, "*", "*", "*", "*"] => {
            minute.parse::<u8>().ok().map(|minute| texts::EVERY_HOUR.with(&[("minute", &format!("{minute:02}"))]))
        }
        [minute, hour, "*", "*", "*"] => pair(hour, minute).map(|time| texts::EVERY_DAY.with(&[("time", &time)])),
        [minute, hour, "*", "*", day] => {
            let day: Option<&Text> = day.parse::<usize>().ok().and_then(|day| texts::DAYS.get(day));
            day.zip(pair(hour, minute)).map(|(day, time)| texts::EVERY_WEEK.with(&[("day", &day.get(lang)), ("time", &time)]))
        }
        _ => None,
    };
    said.map_or_else(|| cron.to_owned(), |said| said.get(lang).to_owned())
}

fn duration(lang: Lang, ms: i64) -> String {
    let seconds = ms / 1_000;
    let said = match seconds {
        ..10 => texts::SECONDS.with(&[("n", &format!("{seconds}.{}", ms % 1_000 / 100))]),
        10..60 => texts::SECONDS.with(&[("n", &seconds)]),
        _ => texts::MINUTES_SECONDS.with(&[("m", &grouped(seconds / 60)), ("s", &(seconds % 60))]),
    };
    said.get(lang).to_owned()
}

fn number(count: Option<i64>) -> String {
    count.map_or_else(|| "–".to_owned(), grouped)
}

fn memory(bytes: Option<i64>) -> String {
    bytes.and_then(|bytes| u64::try_from(bytes).ok()).map_or_else(|| "–".to_owned(), file_size)
}

fn run_path(run: &JobRun) -> String {
    format!("{PATH}/runs/{}", run.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_expressions_are_said_in_words() {
        let said = ["0 2 * * *", "17 * * * *", "5 5 * * 0", "*/5 * * * *"].map(|cron| when(Lang::Ko, cron));
        assert_eq!(said, ["매일 02:00", "매시 17분", "매주 일요일 05:05", "*/5 * * * *"]);
        assert_eq!(when(Lang::En, "5 5 * * 0"), "Sundays at 05:05");
    }

    #[test]
    fn durations_keep_their_tenths_while_short() {
        assert_eq!([740, 9_960, 61_000, 3_725_000].map(|ms| duration(Lang::En, ms)), ["0.7 s", "9.9 s", "1 min 1 s", "62 min 5 s"]);
    }
}
