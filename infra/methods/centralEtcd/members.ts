/** The fewest of which one may fail. */
export const centralEtcdMembers = 3;
