import "htmx.org/dist/htmx.esm.js";
import "./kit.js";
import "./chart.js";
import "./search.js";
