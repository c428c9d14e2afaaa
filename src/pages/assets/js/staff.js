// The office: live parts, keys, drafts.
