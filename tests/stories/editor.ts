// An editor for stories of `ecsin profile edit`.
import type { Home } from "./home.ts";

/** An editor that replaces `staging` by the next of these words each time it is run. */
export async function editor(home: Home, ...words: readonly string[]): Promise<string> {
  await home.write("words", words.map((word) => `${word}\n`).join(""));
  return await home.program(
    "my editor",
    `#!/bin/sh
for file do :; done
echo "$*" >> "$HOME/opened"
word=$(head -n 1 "$HOME/words")
sed -i 1d "$HOME/words"
sed "s/staging: {cluster: [a-z]*/staging: {$word/" "$file" > "$HOME/edited" && cat "$HOME/edited" > "$file"
`,
  );
}
