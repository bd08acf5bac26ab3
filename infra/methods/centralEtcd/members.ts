/** Of the members: their StatefulSet, its Service, and the value of their label. */
export const centralEtcdName = "central";

/** The fewest of which one may fail. */
export const centralEtcdMembers = 3;
