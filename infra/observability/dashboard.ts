/**
 * The laboratory's dashboard, as Grafana imports it.
 *
 *     node infra/observability/dashboard.ts > holdfast.json
 */
import { commonPanels, groupPanels, type Panel } from "./dashboardPanels.ts";

/** Grafana's grid has so many columns. */
const columns = 24;
const linesHeight = 8;
const numberHeight = 4;
/** The variable by which a person chooses which Prometheus is asked. */
const source = { type: "prometheus", uid: "$datasource" } as const;

/**
 * In Grafana's classic JSON model, whose every field here is one that Grafana itself writes.
 *
 * @param groups whether there are Raft groups to tell of
 */
export function dashboard({ groups }: { groups: boolean }) {
	const panels = [...commonPanels, ...(groups ? groupPanels : [])];
	const places = placesOf(panels.map(({ form }) => form));
	return {
		uid: "holdfast",
		title: "Holdfast",
		schemaVersion: 39,
		editable: true,
		timezone: "browser",
		time: { from: "now-15m", to: "now" },
		refresh: "5s",
		templating: {
			list: [
				{
					name: "datasource",
					label: "Prometheus",
					type: "datasource",
					query: "prometheus",
				},
			],
		},
		panels: panels.map((panel, i) => ({
			id: i + 1,
			...drawn(panel),
			gridPos: places[i],
		})),
	};
}

function drawn({ title, description, unit, form, queries }: Panel) {
	return {
		title,
		...(description && { description }),
		type: form === "lines" ? "timeseries" : "stat",
		datasource: source,
		targets: queries.map(({ promql, legend }, i) => ({
			refId: String.fromCharCode("A".charCodeAt(0) + i),
			datasource: source,
			expr: promql,
			legendFormat: legend,
			...(form === "number" && { instant: true }),
		})),
		fieldConfig: {
			defaults: {
				unit: unit === "cores" ? "suffix: cores" : unit,
				...(form === "lines" && { min: 0 }),
			},
			overrides: [],
		},
	};
}

/** Numbers four in a row, lines two; a new form begins a new row. */
function placesOf(forms: readonly Panel["form"][]) {
	let x = 0;
	let y = 0;
	let height = 0;
	let before: Panel["form"] | null = null;
	return forms.map((form) => {
		const w = form === "lines" ? columns / 2 : columns / 4;
		if (x + w > columns || (before !== null && before !== form)) {
			x = 0;
			y += height;
		}
		height = form === "lines" ? linesHeight : numberHeight;
		before = form;
		const place = { x, y, w, h: height };
		x += w;
		return place;
	});
}

if (import.meta.main) {
	console.log(JSON.stringify(dashboard({ groups: true }), null, "\t"));
}
