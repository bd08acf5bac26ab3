/** Suffix of a quantity → factor. */
const factors: Readonly<Record<string, number>> = {
	n: 1e-9,
	u: 1e-6,
	m: 1e-3,
	"": 1,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 1e12,
	P: 1e15,
	E: 1e18,
	Ki: 2 ** 10,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60,
};

/**
 * Reads a quantity as Kubernetes writes it: `64Mi` in bytes, `10m` in cores, `1.5Gi`, `2e3`. The
 * client's own function fails for a fraction with a suffix.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * @throws Error when it is none
 */
export function quantity(text: string): number {
	const [, number = "", suffix = ""] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
	const value = Number(number) * (factors[suffix] ?? Number.NaN);
	if (number !== "" && !Number.isNaN(value)) return value;
	throw new Error(`"${text}" is no quantity of Kubernetes.`);
}
