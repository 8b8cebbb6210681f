/** Charts that stand first. */
export interface Stars {
  readonly paths: ReadonlySet<string>;
  readonly onStar: (path: string, isStarred: boolean) => void;
}
