// A profile: the saved answer to "which container, as whom, with which shell".
// Plain data, as the YAML file says it after `defaults:` went under it; see parse.ts.

/** How one task is chosen when a service or family has several that can be exec'd. */
export type Pick = "ask" | "newest" | "random";

/** Which session client is used; see session/open.ts. */
export type SessionWay = "auto" | "plugin" | "native";

/** What is asked before anything is run: yes or no, or to type the profile's name. */
export type Confirm = boolean | "name";

/** A colour of the terminal's own. */
export type ProfileColor = "red" | "green" | "yellow" | "blue" | "magenta" | "cyan";

/** The keys of one profile. Exactly one of service, family and task may be there. */
export interface Profile {
  readonly description?: string;
  /** A profile of AWS's own configuration files (`~/.aws/config`), never ecsin's. */
  readonly awsProfile?: string;
  readonly region?: string;
  /** Name or ARN. */
  readonly cluster?: string;
  /** Name or ARN. */
  readonly service?: string;
  /** Task definition family, for tasks that no service runs. */
  readonly family?: string;
  /** Task id, a unique prefix of one, or its ARN. */
  readonly task?: string;
  readonly container?: string;
  /** A command line, or `auto`: bash where there is one, else sh. */
  readonly shell?: string;
  readonly pick?: Pick;
  readonly session?: SessionWay;
  readonly confirm?: Confirm;
  /** 12 digits. */
  readonly accountId?: string;
  readonly color?: ProfileColor;
  /** Ports to forward by name, as `ecsin forward` reads them; a number is the container's port. */
  readonly forwards?: Readonly<Record<string, string | number>>;
  /** Lines for the container's sh by name: `ecsin PROFILE NAME` runs one on the terminal. */
  readonly commands?: Readonly<Record<string, string>>;
}

/** A profile together with where it was found. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
  /** The profiles file it comes from. */
  readonly file: string;
  /** Of a team's `.ecsin.yaml`, not of the person's own file. */
  readonly isShared: boolean;
  /** What a shared file may say only once it is trusted; not in `profile` until then. */
  readonly heldBack?: Profile;
}
