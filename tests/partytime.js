// Reads a feed with podcast-partytime, whose folder is the first argument, and prints it as JSON.
const { readFileSync } = require("fs");
const { parseFeed } = require(process.argv[2]);

console.log(JSON.stringify(parseFeed(readFileSync(process.argv[3], "utf8"))));
