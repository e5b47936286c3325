#include <ctype.h>
#include <stdio.h>

long count_words(FILE *file)
{
	long words = 0;
	int inside = 0;

	for (int c = getc(file); c != EOF; c = getc(file)) {
		if (!isspace(c) && !inside)
			words++;
		inside = !isspace(c);
	}
	return words;
}
