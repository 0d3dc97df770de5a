//! How cost grows with size: scoring and submissions at 1, 4 and 10 times the full capacity.

use std::time::Duration;

use crate::{
    CLIENTS, Plan, data,
    data::DataSet,
    load::Load,
    night,
    report::{self, Expected, Figure, median},
    server::{self, Server},
    sight::Sight,
};

#[expect(clippy::print_stdout, reason = "the exponents are what it is for")]
pub async fn run(plan: &Plan) {
    let scales = std::env::var("BENCH_SCALES").unwrap_or_else(|_| "1,4,10".into());
    let scales: Vec<f64> = scales.split(',').map(|scale| scale.trim().parse().unwrap()).collect();
    let binary = server::binary();
    let (mut figures, mut scoring, mut submitting) = (Vec::new(), Vec::new(), Vec::new());
    for &scale in &scales {
        let set = DataSet::at(&binary, scale, 0);
        let copy = set.copy();
        let mut seconds = Vec::new();
        for _ in 0..plan.runs {
            seconds.push(night::rescoring_seconds(copy.path()));
        }
        let server = Server::start(copy.path());
        let sight = Sight::of(&server).await;
        let work = sight.submissions(false);
        Load::run(&work, CLIENTS, Duration::from_secs(1)).await;
        let (mut rates, mut cpu_ms) = (Vec::new(), Vec::new());
        for _ in 0..plan.runs {
            let before = server.cpu();
            let load = Load::run(&work, CLIENTS, plan.length).await;
            rates.push(load.per_second());
            cpu_ms.push(1000.0 * (server.cpu() - before) / (load.per_second() * load.took.as_secs_f64()));
        }
        server.stop();
        scoring.push((scale, median(&seconds)));
        submitting.push((scale, median(&cpu_ms)));
        let figure = |key, name: String, unit, values, cpu_ms| Figure {
            key,
            name,
            unit,
            values,
            expected: Expected::Nothing,
            reference: None,
            cpu_ms,
            reference_cpu_ms: None,
            note: String::new(),
        };
        figures.push(figure("score-all", format!("scoring at scale {scale}, everything changed"), "s", seconds, Vec::new()));
        figures.push(figure("submission", format!("submissions at scale {scale}, largest account"), "/s", rates, cpu_ms));
    }
    let syncs = server::syncs_a_second(&data::folder());
    report::publish("scale", &figures, &report::about(&binary, scales.last().copied().unwrap_or(1.0), syncs));
    println!("time of scoring ~ scale^{:.2}; processor time of a submission ~ scale^{:.2}", exponent(&scoring), exponent(&submitting));
}

/// The slope of a line through the logarithms: 1 where twice the size costs twice as much, 0 where it costs the same.
#[expect(clippy::cast_precision_loss, reason = "three points")]
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let n = logs.len() as f64;
    let (mean_x, mean_y) = (logs.iter().map(|at| at.0).sum::<f64>() / n, logs.iter().map(|at| at.1).sum::<f64>() / n);
    let (over, under) =
        logs.iter().fold((0.0, 0.0), |(over, under), (x, y)| (over + (x - mean_x) * (y - mean_y), under + (x - mean_x).powi(2)));
    over / under
}
