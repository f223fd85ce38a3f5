function grade(code) {
  let text = '';
  switch (code) {
    case 'a':
      text = 'good';
      break;
    case 'b':
      text = 'fair';
    case 'c':
      text = text + '!';
      break;
    default:
      return null;
  }
  return text;
}
