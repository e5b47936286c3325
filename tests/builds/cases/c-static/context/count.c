#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Lines of a file, who counts them, and what PATH it was found in. */
int main(int count, char **words)
{
    FILE *file = count > 1 ? fopen(words[1], "r") : NULL;
    if (file == NULL)
        return 1;
    int lines = 0;
    for (int letter; (letter = getc(file)) != EOF;)
        lines += letter == '\n';
    printf("%d lines, user %d, %s\n", lines, (int)getuid(), getenv("PATH"));
    return 0;
}
