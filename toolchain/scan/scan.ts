/** What one source of knowledge says about the images' parts. */
export interface Scan {
	/** What was asked about, in words. */
	about: string;
	/** What to act on, a line each. */
	findings: string[];
	/** Why nobody could be asked, or null. */
	unasked: string | null;
}
