import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../schema/checkout.ts";
import { pages } from "./pages.fixture.ts";

/** A heading as GitHub names it in links. */
function anchor(heading: string): string {
	return heading
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
		.trim()
		.replaceAll(" ", "-");
}

function anchorsOf(file: string): string[] {
	const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
	return [...headings].map(([, heading = ""]) => anchor(heading));
}

test.each(pages)("links of %s lead to a file and a heading of it", (page) => {
	const file = join(checkout, page);
	const links = readFileSync(file, "utf8").matchAll(/\]\(([^)\s]+)\)/g);
	const broken = [...links]
		.map(([, link = ""]) => link)
		.filter((link) => !link.includes("://"))
		.filter((link) => {
			const [path = "", heading] = link.split("#");
			const target = path === "" ? file : join(dirname(file), path);
			if (!existsSync(target)) return true;
			const isPage = heading !== undefined && target.endsWith(".md");
			return isPage && !anchorsOf(target).includes(heading);
		});
	expect(broken).toEqual([]);
});
