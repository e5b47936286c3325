<?php
header('Content-Type: text/plain');
printf("memory %s\n", ini_get('memory_limit'));
printf("version %s", file_get_contents(__DIR__ . '/../storage/version'));
foreach (['cache', 'version'] as $name) {
    $path = __DIR__ . '/../storage/' . $name;
    printf("%s %o %s\n", $name, fileperms($path) & 0777, is_writable($path) ? 'writable' : 'read-only');
}
