<?php
// How php-tuf matches patterns: with PHP's own fnmatch. Questions on standard input, answers on standard output.
$questions = json_decode(stream_get_contents(STDIN), true);
echo json_encode(['patterns' => array_map(fn($q) => fnmatch($q['pattern'], $q['path']), $questions['patterns'])]);
